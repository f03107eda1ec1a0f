package io.delega.local.bench;

import io.delega.local.Failure;
import io.delega.local.Platform;
import io.delega.local.process.Processes;
import io.delega.local.process.Progress;
import io.delega.local.story.Http;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.concurrent.ExecutionException;

/** How long a token-vault that starts takes to read everything that is enforced. */
final class StateLoad {
  private static final String VAULT = "token-vault";
  private static final String METRIC = "delega_enforcement_read_seconds";

  private final Platform platform;
  private final Progress progress;
  private final Http http;

  StateLoad(Platform platform, Progress progress, Http http) {
    this.platform = platform;
    this.progress = progress;
    this.http = http;
  }

  /** Stops the first replica and starts it again; seconds, by its own metric. */
  double seconds() throws IOException {
    Processes.Known vault =
        platform
            .processes()
            .alive(VAULT)
            .orElseThrow(() -> new Failure("token-vault does not run"));
    ProcessHandle process = ProcessHandle.of(vault.pid()).orElseThrow();
    process.destroy();
    try {
      process.onExit().get();
    } catch (ExecutionException e) {
      throw new Failure("token-vault does not stop: " + e.getCause().getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted");
    }
    platform.up(platform.lastSettings(), progress);
    String metrics =
        http.send(HttpRequest.newBuilder(URI.create(platform.urlOf(VAULT) + "/q/metrics")).GET())
            .expect(200, "token-vault's metrics")
            .body();
    return metrics
        .lines()
        .filter(line -> line.startsWith(METRIC))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow(() -> new Failure("token-vault tells no " + METRIC));
  }
}
