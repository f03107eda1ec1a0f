package io.delega.console;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** What the services answer one client, Anna; for everybody else they are out of order. */
final class FakeServices {
  static final String ANNA = "annas-token";

  /** What was posted, as {@code METHOD path}. */
  static final List<String> POSTED = new CopyOnWriteArrayList<>();

  private static final Map<String, String> ANSWERS =
      Map.of(
          "/v1/connections/con_2",
              """
              {"id": "con_2", "client": "cli_1", "provider": "sandbox", "integration": "int_1",
               "account": "anna@example.test", "state": "revoked"}""",
          "/v1/connections/con_2/receipt",
              """
              {"id": "con_2", "state": "revoked", "revokedAt": "2026-03-02T09:30:00.100Z",
               "enforcement": {"revokedAt": "2026-03-02T09:30:00.104Z",
                 "enforcedAt": "2026-03-02T09:30:00.116Z", "tookMs": 12,
                 "enforcementPoints": {"confirmed": 3, "expired": 1}},
               "provider": {"outcome": "pending"}, "shredded": false,
               "receipt": {"revoked": "evt_1", "blocked": "evt_soon"}}""",
          "/v1/audit/events/evt_1",
              """
              {"id": "evt_1", "type": "connection.revoked", "time": "2026-03-02T09:30:00.100Z",
               "actor": {"kind": "client", "id": "cli_1"}, "leafIndex": 4711}""",
          "/v1/audit/events/evt_1/proof", "{\"leafIndex\": 4711}",
          "/v1/connections",
              """
              {"items": [{"id": "con_1", "client": "cli_1", "provider": "sandbox",
                "integration": "int_1", "account": "anna@example.test", "state": "active"}]}""",
          "/v1/providers/sandbox",
              """
              {"id": "sandbox", "name": "Sandbox Suite", "operations": [
                {"name": "mail.messages.list", "access": "read",
                 "title": {"en": "Read a mailbox", "it": "Leggere una casella"}},
                {"name": "contacts.delete", "access": "delete",
                 "title": {"en": "Delete contacts", "it": "Eliminare contatti"}}]}""",
          "/v1/access-requests",
              """
              {"items": [{"id": "req_1", "state": "open", "connection": "con_1",
                "client": "cli_1", "assistant": "ast_1", "assistantName": "Reply <helper>",
                "permissions": [
                  {"operation": "mail.messages.list",
                   "resources": {"mailbox": ["sales@example.test"]}},
                  {"operation": "contacts.delete"}],
                "limits": {"requestsPerMinute": 5}, "reason": "So that <b>sales</b> is quicker",
                "createdAt": "2026-03-02T09:30:00Z", "expiresAt": "2026-03-16T09:30:00Z"}]}""");

  private final HttpServer server;

  FakeServices() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", FakeServices::answer);
    server.start();
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  void stop() {
    server.stop(0);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    boolean anna =
        ("Bearer " + ANNA).equals(exchange.getRequestHeaders().getFirst("Authorization"));
    boolean posted = exchange.getRequestMethod().equals("POST");
    if (anna && posted) {
      POSTED.add(path);
    }
    int status =
        !anna
            ? 503
            : posted && path.contains("req_over")
                ? 409
                : path.contains("evt_soon") || path.endsWith("con_1/receipt") ? 404 : 200;
    byte[] body =
        (posted ? "{}" : ANSWERS.getOrDefault(path, "{\"items\": []}"))
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
