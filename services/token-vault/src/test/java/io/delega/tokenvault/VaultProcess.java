package io.delega.tokenvault;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Another replica: the packaged token-vault in a process of its own, on the servers, database and
 * keyset of the test that starts it.
 */
public final class VaultProcess implements AutoCloseable {
  private static final List<String> SHARED =
      List.of(
          "delega.issuer",
          "delega.kafka",
          "delega.database",
          "delega.database-user",
          "delega.database-password",
          "delega.connect-url",
          "delega.keys.keyset-file",
          "delega.allowed-addresses",
          "delega.vault.refresh.claim");

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Process process;
  private final URI url;
  private final Path log;

  private VaultProcess(Process process, URI url, Path log) {
    this.process = process;
    this.url = url;
    this.log = log;
  }

  /** Starts one with these settings besides the shared ones; does not wait for it. */
  public static VaultProcess start(Map<String, String> settings) throws IOException {
    int port = freePort();
    Path log = Files.createTempFile("token-vault", ".log");
    List<String> lines = new ArrayList<>();
    SHARED.forEach(name -> lines.add(line(name, value(name))));
    settings.forEach((name, value) -> lines.add(line(name, value)));
    lines.add(line("quarkus.http.port", Integer.toString(port)));
    lines.add(line("quarkus.http.host", "127.0.0.1"));
    // In a file: what is on the command line everybody on the machine can read.
    Path arguments = Files.createTempFile("token-vault", ".args");
    Files.write(arguments, lines);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx200m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "@" + arguments,
                "-jar",
                Path.of("target", "quarkus-app", "quarkus-run.jar").toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    arguments.toFile().deleteOnExit();
    log.toFile().deleteOnExit();
    return new VaultProcess(process, URI.create("http://127.0.0.1:" + port), log);
  }

  private static String value(String name) {
    return ConfigProvider.getConfig().getValue(name, String.class);
  }

  private static String line(String name, String value) {
    return "\"-D" + name + "=" + value.replace(File.separator, "/") + "\"";
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  /** Waits until it answers requests. */
  public VaultProcess started() {
    return answers("/q/health/live");
  }

  /** Waits until it also may admit proxied calls. */
  public VaultProcess ready() {
    return answers("/q/health/ready");
  }

  private VaultProcess answers(String path) {
    Awaitility.await()
        .alias("token-vault: " + log)
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> status(path) == 200);
    return this;
  }

  private int status(String path) throws InterruptedException {
    try {
      return HTTP.send(
              HttpRequest.newBuilder(url.resolve(path)).build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      if (!process.isAlive()) {
        throw new IllegalStateException("token-vault ended: " + tail());
      }
      return 0;
    }
  }

  private String tail() {
    try (Stream<String> lines = Files.lines(log)) {
      List<String> all = lines.toList();
      return String.join("\n", all.subList(Math.max(0, all.size() - 30), all.size()));
    } catch (IOException e) {
      return "no log";
    }
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits until it has ended by itself, and answers its log. */
  public String ended() throws IOException {
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !process.isAlive());
    return Files.readString(log);
  }

  public long pid() {
    return process.pid();
  }

  public URI url() {
    return url;
  }

  /** Sends it a signal, such as STOP or CONT. */
  public void signal(String name) throws IOException, InterruptedException {
    int code =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    if (code != 0) {
      throw new IOException("kill -" + name + " answered " + code);
    }
  }

  /** kill -9, and waits until it is gone. */
  public void kill() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("token-vault does not die");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    kill();
  }
}
