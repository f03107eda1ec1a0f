package io.delega.tokenvault;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * A provider with rotating refresh tokens that notices a replay, and that can be made to fail. Also
 * plays connect's {@code GET /v1/integrations/{id}}.
 */
public final class FakeProvider implements AutoCloseable {
  public static final String CLIENT_ID = "app-1";
  public static final String CLIENT_SECRET = "canary-client-secret-" + UUID.randomUUID();

  public final AtomicInteger refreshes = new AtomicInteger();
  public final AtomicInteger replays = new AtomicInteger();
  public final AtomicInteger atOnce = new AtomicInteger();
  public final AtomicInteger mostAtOnce = new AtomicInteger();
  public final List<String> issued = new CopyOnWriteArrayList<>();
  public final List<String> revoked = new CopyOnWriteArrayList<>();
  public final Map<String, Integer> integrations = new ConcurrentHashMap<>();
  public final Map<String, String> challenges = new ConcurrentHashMap<>();

  public volatile int lifetime = 3600;
  public volatile int tokenStatus = 200;
  public volatile String tokenError;
  public volatile boolean breakOff;
  public volatile long delayMillis;
  public volatile boolean omitRefresh;
  public volatile boolean omitRefreshAtExchange;
  public volatile boolean omitLifetime;
  public volatile int refreshLifetime;
  public volatile String account;
  public volatile String clientSecret = CLIENT_SECRET;
  public volatile int probeStatus = 200;
  public volatile String retryAfter;
  public volatile long askedAtNanos;

  /** Run when a refresh or a code is about to be answered with tokens, or the API is called. */
  public volatile Runnable onGrant = () -> {};

  public volatile Runnable onExchange = () -> {};

  public volatile Runnable onCall = () -> {};

  private final Map<String, Boolean> refreshTokens = new ConcurrentHashMap<>();
  private final List<String> accessTokens = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  private FakeProvider(HttpServer server) {
    this.server = server;
  }

  public static FakeProvider start() throws IOException {
    int port = Integer.parseInt(System.getProperty(VaultResource.PORT));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 100);
    FakeProvider provider = new FakeProvider(server);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/oauth/token", provider::token);
    server.createContext("/oauth/revoke", provider::revoke);
    server.createContext("/oauth/applications/", provider::endGrant);
    server.createContext("/api/auth.revoke", provider::revokeBearer);
    server.createContext("/api/me", provider::me);
    server.createContext("/v1/integrations/", provider::integration);
    server.start();
    return provider;
  }

  public static String url() {
    return "http://127.0.0.1:" + System.getProperty(VaultResource.PORT);
  }

  /** A code that the provider will take once, for this challenge. */
  public String code(String challenge) {
    String code = "canary-code-" + UUID.randomUUID();
    challenges.put(code, challenge);
    return code;
  }

  /** As if the provider's admin had cut the access tokens. */
  public void rejectAccessTokens() {
    accessTokens.clear();
  }

  public boolean accepts(String accessToken) {
    return accessTokens.contains(accessToken);
  }

  /** Whether a code was not sent yet. */
  public boolean stillTakes(String code) {
    return challenges.containsKey(code);
  }

  private void token(HttpExchange exchange) throws IOException {
    Map<String, String> form = form(exchange);
    askedAtNanos = System.nanoTime();
    mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
    pause();
    atOnce.decrementAndGet();
    boolean refresh = "refresh_token".equals(form.get("grant_type"));
    if (refresh) {
      refreshes.incrementAndGet();
    }
    if (breakOff) {
      consume(form);
      exchange.close();
    } else if (tokenError != null || tokenStatus != 200) {
      answer(
          exchange,
          tokenStatus == 200 ? 400 : tokenStatus,
          "{\"error\":\"" + tokenError + "\",\"error_description\":\"" + form + "\"}");
    } else if (!clientIsKnown(exchange)) {
      answer(exchange, 401, "{\"error\":\"invalid_client\"}");
    } else if (!consume(form)) {
      answer(exchange, 400, "{\"error\":\"invalid_grant\"}");
    } else {
      String grant = grant(refresh);
      (refresh ? onGrant : onExchange).run();
      answer(exchange, 200, grant);
    }
  }

  private boolean clientIsKnown(HttpExchange exchange) {
    String expected =
        "Basic "
            + Base64.getEncoder().encodeToString((CLIENT_ID + ":" + clientSecret).getBytes(UTF_8));
    return expected.equals(exchange.getRequestHeaders().getFirst("Authorization"));
  }

  private boolean consume(Map<String, String> form) {
    if ("authorization_code".equals(form.get("grant_type"))) {
      String challenge = challenges.remove(form.getOrDefault("code", ""));
      return challenge != null && challenge.equals(s256(form.getOrDefault("code_verifier", "")));
    }
    String token = form.getOrDefault("refresh_token", "");
    Boolean fresh = refreshTokens.replace(token, false);
    if (Boolean.FALSE.equals(fresh)) {
      replays.incrementAndGet();
    }
    return Boolean.TRUE.equals(fresh);
  }

  private String grant(boolean refresh) {
    String access = "canary-access-" + UUID.randomUUID();
    accessTokens.add(access);
    issued.add(access);
    String rest = "";
    if (!(refresh ? omitRefresh : omitRefreshAtExchange)) {
      String next = "canary-refresh-" + UUID.randomUUID();
      refreshTokens.put(next, true);
      issued.add(next);
      rest = ",\"refresh_token\":\"" + next + "\"";
    } else {
      refreshTokens.replaceAll((token, fresh) -> true);
    }
    if (!omitLifetime) {
      rest += ",\"expires_in\":" + lifetime;
    }
    if (refreshLifetime > 0) {
      rest += ",\"refresh_expires_in\":" + refreshLifetime;
    }
    if (account != null) {
      rest += ",\"id_token\":\"" + idToken(account) + "\"";
    }
    return "{\"access_token\":\"" + access + "\",\"token_type\":\"Bearer\"" + rest + "}";
  }

  private static String idToken(String account) {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    return base64.encodeToString("{\"alg\":\"none\"}".getBytes(UTF_8))
        + "."
        + base64.encodeToString(("{\"sub\":\"" + account + "\"}").getBytes(UTF_8))
        + ".";
  }

  private void revoke(HttpExchange exchange) throws IOException {
    Map<String, String> form = form(exchange);
    if (tokenStatus != 200) {
      answer(exchange, tokenStatus, "{}");
      return;
    }
    revoked.add(form.get("token"));
    answer(exchange, 200, "");
  }

  /** As GitHub does. */
  private void endGrant(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    boolean well =
        exchange.getRequestMethod().equals("DELETE")
            && exchange.getRequestURI().getPath().equals("/oauth/applications/app-1/grant")
            && clientIsKnown(exchange);
    if (well) {
      revoked.add(body.replaceAll(".*\"access_token\":\"([^\"]+)\".*", "$1"));
    }
    answer(exchange, well ? 204 : 404, "");
  }

  /** As Slack does. */
  private void revokeBearer(HttpExchange exchange) throws IOException {
    String token =
        String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))
            .replace("Bearer ", "");
    boolean known = accepts(token);
    if (known) {
      revoked.add(token);
    }
    answer(exchange, 200, "{\"ok\":" + known + "}");
  }

  private void me(HttpExchange exchange) throws IOException {
    onCall.run();
    String bearer = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    answer(exchange, accepts(bearer.replace("Bearer ", "")) ? probeStatus : 401, "{}");
  }

  private void integration(HttpExchange exchange) throws IOException {
    String id = exchange.getRequestURI().getPath().substring("/v1/integrations/".length());
    answer(exchange, integrations.getOrDefault(id, 404), "{\"id\":\"" + id + "\",\"more\":1}");
  }

  private void pause() {
    try {
      Thread.sleep(delayMillis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Map<String, String> form(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    return Arrays.stream(body.split("&"))
        .map(pair -> pair.split("=", 2))
        .collect(Collectors.toMap(p -> p[0], p -> URLDecoder.decode(p[1], UTF_8)));
  }

  private void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    if (retryAfter != null) {
      exchange.getResponseHeaders().set("Retry-After", retryAfter);
    }
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static String s256(String verifier) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
