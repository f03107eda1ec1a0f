package io.delega.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What we use of Vault over HTTP: login by AppRole and by Kubernetes service account, tokens that
 * run out, a policy, and one Transit key. A test reaches it by {@link VaultDoubleControl}.
 */
final class VaultDouble implements AutoCloseable {
  static final String CONTROL = "/control/";

  /** The policy of docs/security.md, and what Vault's own default policy adds. */
  private static final Set<String> ALLOWED =
      Set.of(
          "POST /v1/transit/encrypt/delega",
          "POST /v1/transit/decrypt/delega",
          "POST /v1/transit/rewrap/delega",
          "GET /v1/transit/keys/delega",
          "POST /v1/auth/token/renew-self");

  private enum Outage {
    NONE,
    SEALED,
    STALLED,
    CUT_OFF
  }

  private final VaultDoubleLogins logins = new VaultDoubleLogins();
  private final VaultDoubleTransit transit = new VaultDoubleTransit();
  private final AtomicInteger requests = new AtomicInteger();
  private final HttpServer server;
  private volatile Outage outage = Outage.NONE;

  private VaultDouble(HttpServer server) {
    this.server = server;
  }

  static VaultDouble start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      VaultDouble vault = new VaultDouble(server);
      server.setExecutor(Executors.newCachedThreadPool());
      server.createContext("/", vault::handle);
      server.createContext(CONTROL, vault::control);
      server.start();
      return vault;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  VaultDoubleLogins logins() {
    return logins;
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] raw = exchange.getRequestBody().readAllBytes();
    requests.incrementAndGet();
    if (outage == Outage.CUT_OFF) {
      exchange.close();
      return;
    }
    if (outage == Outage.STALLED) {
      // Nothing comes, and the connection stays: whoever asked has to give up.
      return;
    }
    Reply reply =
        outage == Outage.SEALED
            ? Reply.error(503, "Vault is sealed")
            : reply(
                exchange, raw.length == 0 ? Json.read("{}") : Json.read(new String(raw, UTF_8)));
    answer(exchange, reply);
  }

  private Reply reply(HttpExchange exchange, JsonNode body) {
    String path = exchange.getRequestURI().getPath();
    if (path.startsWith("/v1/auth/") && path.endsWith("/login")) {
      return logins.login(path, body);
    }
    String token = exchange.getRequestHeaders().getFirst("X-Vault-Token");
    if (!logins.known(token) || !ALLOWED.contains(exchange.getRequestMethod() + " " + path)) {
      return Reply.error(403, "permission denied");
    }
    return path.endsWith("/renew-self") ? logins.renew(token) : transit.reply(path, body);
  }

  private void control(HttpExchange exchange) throws IOException {
    switch (exchange.getRequestURI().getPath().substring(CONTROL.length())) {
      case "seal" -> outage = Outage.SEALED;
      case "stall" -> outage = Outage.STALLED;
      case "cut-off" -> outage = Outage.CUT_OFF;
      case "restore" -> outage = Outage.NONE;
      case "expire-tokens" -> logins.expire();
      case "rotate" -> transit.rotate();
      default -> {}
    }
    answer(
        exchange,
        new Reply(200, Json.write(Map.of("logins", logins.count(), "requests", requests.get()))));
  }

  /** An answer to be given. */
  record Reply(int status, String body) {
    static Reply error(int status, String message) {
      return new Reply(status, Json.write(Map.of("errors", new String[] {message})));
    }
  }

  private static void answer(HttpExchange exchange, Reply reply) throws IOException {
    byte[] bytes = reply.body().getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(reply.status(), bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
