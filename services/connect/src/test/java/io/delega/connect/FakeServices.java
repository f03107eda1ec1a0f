package io.delega.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.delega.contracts.EventJson;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * token-vault and access-policy, as far as connect sees them, over real HTTP. Which code is handed
 * in decides what the provider does.
 */
public class FakeServices implements QuarkusTestResourceLifecycleManager {
  static final String ASSISTANT = "ast_00000000000000000000000001";

  /** By attempt: started, succeeded or failed. */
  static final Map<String, String> ATTEMPTS = new ConcurrentHashMap<>();

  static final List<JsonNode> AUTHORIZATIONS = new CopyOnWriteArrayList<>();
  static final List<String> EXCHANGES = new CopyOnWriteArrayList<>();
  static final List<String> DESTROYED = new CopyOnWriteArrayList<>();
  static final List<String> REVOKED = new CopyOnWriteArrayList<>();
  static final List<String> SUSPENSIONS = new CopyOnWriteArrayList<>();

  /** By connection: who keeps it suspended. */
  private static final Map<String, Set<String>> SUSPENDED_BY = new ConcurrentHashMap<>();

  private static final AtomicLong SUSPENSION_VERSION = new AtomicLong();

  /** What the beginning of an attempt answers; 201 normally. */
  static volatile int startStatus = 201;

  static volatile boolean policyAway;
  static volatile boolean providerAway;

  private HttpServer server;

  @Override
  public int order() {
    return 10;
  }

  @Override
  public Map<String, String> start() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(Executors.newCachedThreadPool());
      server.createContext("/internal/authorizations", FakeServices::authorizations);
      server.createContext("/internal/connections", FakeServices::connections);
      server.createContext("/v1/assistants", FakeServices::assistants);
      server.start();
      String url = "http://127.0.0.1:" + server.getAddress().getPort();
      int port;
      try (ServerSocket free = new ServerSocket(0)) {
        port = free.getLocalPort();
      }
      String own = "http://localhost:" + port;
      return Map.of(
          "delega.token-vault-url", url,
          "delega.access-policy-url", url,
          "delega.connect-url", own,
          "delega.public-url", own,
          "delega.connect.recover-after", "1s",
          "delega.connect.retry-after", "1s",
          "quarkus.http.test-port", Integer.toString(port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    server.stop(0);
  }

  private static void authorizations(HttpExchange call) throws IOException {
    String[] path = call.getRequestURI().getPath().split("/", -1);
    if (path.length == 3) {
      JsonNode body = body(call);
      AUTHORIZATIONS.add(body);
      ATTEMPTS.put(body.get("attempt").asText(), "started");
      String mode = body.at("/definition/auth/mode").asText();
      answer(
          call,
          startStatus,
          mode.equals("oauth2")
              ? "{\"authorizationUrl\":\"http://provider.test/authorize?state="
                  + body.get("state").asText()
                  + "\"}"
              : "{\"ticket\":\"ticket-1\"}");
    } else if (path.length == 5) {
      exchange(call, path[3]);
    } else {
      String status = ATTEMPTS.get(path[3]);
      answer(
          call,
          status == null ? 404 : 200,
          "{\"status\":\"" + status + "\",\"account\":\"anna@example.test\"}");
    }
  }

  private static void exchange(HttpExchange call, String attempt) throws IOException {
    String code = body(call).get("code").asText();
    EXCHANGES.add(attempt);
    switch (code) {
      case "good" -> {
        ATTEMPTS.put(attempt, "succeeded");
        answer(call, 200, "{\"status\":\"succeeded\",\"account\":\"anna@example.test\"}");
      }
      case "lost" -> {
        ATTEMPTS.put(attempt, "succeeded");
        answer(call, 500, "{}");
      }
      case "refused" -> {
        ATTEMPTS.put(attempt, "failed");
        answer(call, 422, "{\"code\":\"exchange_refused\"}");
      }
      default -> answer(call, 502, "{\"code\":\"provider_unavailable\"}");
    }
  }

  private static void connections(HttpExchange call) throws IOException {
    String[] path = call.getRequestURI().getPath().split("/", -1);
    switch (path[4]) {
      case "destroy" -> {
        DESTROYED.add(path[3]);
        answer(
            call,
            200,
            providerAway
                ? "{\"provider\":{\"outcome\":\"pending\"},\"shredded\":{\"generations\":0}}"
                : "{\"provider\":{\"outcome\":\"revoked\",\"event\":\"evt_p\"},"
                    + "\"shredded\":{\"generations\":1,\"event\":\"evt_s\"}}");
      }
      case "test" -> answer(call, 200, "{\"ok\":true,\"status\":200}");
      case "suspend", "resume" -> suspension(call, path[3], path[4]);
      default -> {
        if (!policyAway) {
          REVOKED.add(path[3]);
        }
        answer(
            call,
            policyAway ? 503 : 200,
            "{\"revokedAt\":\"2026-01-01T00:00:00Z\",\"enforcedAt\":\"2026-01-01T00:00:01Z\","
                + "\"tookMs\":12,\"enforcementPoints\":{\"confirmed\":1,\"expired\":0},"
                + "\"receipt\":{\"blocked\":\"evt_b\"}}");
      }
    }
  }

  private static void suspension(HttpExchange call, String connection, String what)
      throws IOException {
    SUSPENSIONS.add(what + " " + connection);
    if (policyAway) {
      answer(call, 503, "{}");
      return;
    }
    if (REVOKED.contains(connection)) {
      answer(call, 409, "{\"code\":\"connection_revoked\"}");
      return;
    }
    JsonNode actor = EventJson.mapper().readTree(call.getRequestBody()).get("actor");
    String side = "client".equals(actor.get("kind").asText()) ? "client" : "agency";
    Set<String> by =
        SUSPENDED_BY.computeIfAbsent(connection, first -> new ConcurrentSkipListSet<>());
    boolean changed = "suspend".equals(what) ? by.add(side) : by.remove(side);
    long version = SUSPENSION_VERSION.addAndGet(changed ? 1 : 0);
    String sides = by.stream().map(each -> '"' + each + '"').collect(Collectors.joining(","));
    answer(call, 200, "{\"suspendedBy\":[" + sides + "],\"version\":" + version + "}");
  }

  private static void assistants(HttpExchange call) throws IOException {
    boolean known = call.getRequestURI().getPath().endsWith(ASSISTANT);
    answer(
        call,
        known ? 200 : 404,
        "{\"id\":\"" + ASSISTANT + "\",\"name\":\"Reply helper\",\"state\":\"active\"}");
  }

  private static JsonNode body(HttpExchange call) throws IOException {
    return EventJson.mapper().readTree(call.getRequestBody().readAllBytes());
  }

  private static void answer(HttpExchange call, int status, String json) throws IOException {
    String bearer = call.getRequestHeaders().getFirst("Authorization");
    int real = bearer == null || !bearer.startsWith("Bearer ey") ? 401 : status;
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    call.getResponseHeaders().add("Content-Type", "application/json");
    call.sendResponseHeaders(real, bytes.length);
    call.getResponseBody().write(bytes);
    call.close();
  }
}
