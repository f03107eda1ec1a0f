package io.delega.audit.timestamp;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A time-stamping authority of {@code openssl ts}, with a certificate authority of its own. */
final class OpensslAuthority implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 30;

  private final Path folder;
  private HttpServer server;
  private int port;
  private byte[] replayed;

  OpensslAuthority(Path folder) throws IOException, InterruptedException {
    this.folder = Files.createDirectories(folder);
    certificate("ca", "-x509", "-days", "30");
    certificate("tsa");
    Files.writeString(folder.resolve("ext"), "extendedKeyUsage=critical,timeStamping\n");
    openssl(
        "x509 -req -in tsa.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -extfile ext"
            + " -out signer.pem");
    Files.writeString(folder.resolve("serial"), "01\n");
    Files.writeString(
        folder.resolve("tsa.cnf"),
        """
        [tsa]
        serial = serial
        signer_cert = signer.pem
        signer_key = tsa.key
        certs = ca.pem
        signer_digest = sha256
        digests = sha256
        default_policy = 1.2.3.4.1
        ess_cert_id_alg = sha256
        """);
    start();
  }

  /** Whether the tool is there. */
  static boolean installed() {
    return Files.isExecutable(Path.of("/usr/bin/openssl"));
  }

  private void certificate(String name, String... more) throws IOException, InterruptedException {
    openssl(
        "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout %s.key -out %s.pem -subj /CN=%s %s"
            .formatted(name, name, name, String.join(" ", more)));
  }

  /** Runs the tool; its output. Throws {@link IOException} with it when it fails. */
  String openssl(String arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("/usr/bin/openssl"));
    command.addAll(List.of(arguments.trim().split(" +", -1)));
    Path said = folder.resolve("said");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroy();
      throw new IOException(Files.readString(said));
    }
    return Files.readString(said);
  }

  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/", this::answer);
    server.start();
    port = server.getAddress().getPort();
  }

  String url() {
    return "http://127.0.0.1:" + port + "/";
  }

  /** The certificate that its signer's leads to. */
  Path trusted() {
    return folder.resolve("ca.pem");
  }

  /** From now on it answers everything with this. */
  void replay(byte[] reply) {
    replayed = reply;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Files.write(folder.resolve("query"), exchange.getRequestBody().readAllBytes());
      if (replayed == null) {
        openssl("ts -reply -queryfile query -config tsa.cnf -section tsa -out reply");
      } else {
        Files.write(folder.resolve("reply"), replayed);
      }
      byte[] reply = Files.readAllBytes(folder.resolve("reply"));
      exchange.getResponseHeaders().set("Content-Type", "application/timestamp-reply");
      exchange.sendResponseHeaders(200, reply.length);
      exchange.getResponseBody().write(reply);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
