package io.delega.audit.witness;

import com.sun.net.httpserver.HttpServer;
import io.delega.ledger.KeyFile;
import io.delega.ledger.NoteKey;
import io.delega.witness.Logs;
import io.delega.witness.Witness;
import io.delega.witness.WitnessServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** A witness that can be stopped and started again at the same address. */
public final class WitnessProcess implements AutoCloseable {
  private final Path folder;
  private final String log;
  private int port;
  private WitnessServer server;
  private NoteKey key;

  /** Starts it; {@code log} is a verifier key or a file with one. */
  public WitnessProcess(Path folder, String log) throws IOException {
    this.folder = folder;
    this.log = log;
    start();
  }

  /** Starts it again. */
  public void start() throws IOException {
    Witness witness = witness();
    key = witness.key();
    server = new WitnessServer(witness, "127.0.0.1", port);
    port = server.port();
  }

  private Witness witness() throws IOException {
    NoteKey.Signer signer =
        KeyFile.readOrMake(
            folder.resolve("key"),
            () -> NoteKey.Signer.generate("witness.example", NoteKey.Kind.COSIGNATURE));
    return new Witness(signer, new Logs(List.of(log)), folder.resolve("logs"), Clock.systemUTC());
  }

  public NoteKey key() {
    return key;
  }

  /** As a setting of audit. */
  public String setting() {
    return key + " http://127.0.0.1:" + port;
  }

  /** Starts it again as one that does not show what it cosigned, which it need not. */
  HttpServer startWithoutShowing() throws IOException {
    Witness witness = witness();
    HttpServer bare =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    bare.createContext(
        "/",
        exchange -> {
          try (exchange) {
            if (!exchange.getRequestURI().getPath().equals("/add-checkpoint")) {
              exchange.sendResponseHeaders(404, -1);
              return;
            }
            Witness.Answer answer =
                witness.add(
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.contentType());
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
          }
        });
    bare.start();
    return bare;
  }

  @Override
  public void close() {
    server.close();
  }
}
