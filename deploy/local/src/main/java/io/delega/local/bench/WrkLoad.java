package io.delega.local.bench;

import io.delega.local.Failure;
import io.delega.local.Home;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** wrk; the headers go in a script of its own, since everybody can read a command line. */
final class WrkLoad implements Load {
  private static final String REPORT =
      """
      done = function(summary, latency, requests)
        local failed = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
        io.write(string.format("delega %f %f %f %d\\n",
          (summary.requests - failed) / (summary.duration / 1e6),
          latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, failed))
      end
      """;
  private static final Pattern LINE =
      Pattern.compile("delega ([\\d.]+) ([\\d.]+) ([\\d.]+) (\\d+)");

  private final Path script;

  WrkLoad(Home home) {
    this.script = home.run().resolve("bench.lua");
  }

  @Override
  public String name() {
    return "wrk";
  }

  @Override
  public Measured run(Target target, int connections, Duration duration) {
    StringBuilder text = new StringBuilder();
    target
        .headers()
        .forEach(
            (name, value) -> text.append("wrk.headers[\"%s\"] = \"%s\"%n".formatted(name, value)));
    try {
      Home.writePrivately(script, text + REPORT);
      Process wrk =
          new ProcessBuilder(
                  "wrk",
                  "-t1",
                  "-c" + connections,
                  "-d" + duration.toSeconds() + "s",
                  "-s",
                  script.toString(),
                  "http://127.0.0.1:" + target.port() + target.path())
              .redirectErrorStream(true)
              .start();
      String output = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      wrk.waitFor();
      Matcher line = LINE.matcher(output);
      if (!line.find()) {
        throw new Failure("wrk did not measure " + target + ": " + output);
      }
      return new Measured(
          Double.parseDouble(line.group(1)),
          Double.parseDouble(line.group(2)),
          Double.parseDouble(line.group(3)),
          Long.parseLong(line.group(4)));
    } catch (IOException e) {
      throw new Failure("wrk cannot run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted");
    } finally {
      script.toFile().delete();
    }
  }
}
