package io.delega.tokenvault.scheme;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A provider that binds its tokens to keys (RFC 9449) and checks each proof: signature, method,
 * URL, time, that none comes twice, the nonce where it wants one, and the token's digest.
 */
final class DpopProvider implements AutoCloseable {
  final List<String> refusals = new CopyOnWriteArrayList<>();
  final List<String> keys = new CopyOnWriteArrayList<>();
  final List<String> served = new CopyOnWriteArrayList<>();
  final List<Map<String, String>> asked = new CopyOnWriteArrayList<>();
  volatile boolean wantsNonce;
  volatile boolean binds = true;
  volatile String nonce = "nonce-1";

  /** Whose key each living access token is bound to; a bearer token to none. */
  final Map<String, String> tokens = new ConcurrentHashMap<>();

  private final Map<String, String> refreshTokens = new ConcurrentHashMap<>();
  private final Set<String> seen = new HashSet<>();
  private final HttpServer server;

  DpopProvider() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", SchemeProvider.port()), 50);
    server.createContext("/token", this::token);
    server.createContext("/api/", this::api);
    server.createContext(
        "/v1/integrations/", exchange -> answer(exchange, 200, "{\"id\":\"any\"}"));
    server.start();
  }

  static String url() {
    return SchemeProvider.url();
  }

  private void token(HttpExchange exchange) throws IOException {
    Map<String, String> form = form(exchange);
    asked.add(form);
    String key = proven(exchange, null);
    if (key == null) {
      challenge(
          exchange,
          400,
          "{\"error\":\"" + (wantsNonce ? "use_dpop_nonce" : "invalid_dpop_proof") + "\"}");
      return;
    }
    String refresh = form.get("refresh_token");
    if (refresh != null && !key.equals(refreshTokens.remove(refresh))) {
      refusals.add("refresh token of another key");
      answer(exchange, 400, "{\"error\":\"invalid_grant\"}");
      return;
    }
    String access = "canary-dpop-access-" + UUID.randomUUID();
    String next = "canary-dpop-refresh-" + UUID.randomUUID();
    tokens.put(access, binds ? key : "");
    refreshTokens.put(next, key);
    keys.add(key);
    answer(
        exchange,
        200,
        "{\"access_token\":\""
            + access
            + "\",\"token_type\":\""
            + (binds ? "DPoP" : "Bearer")
            + "\",\"refresh_token\":\""
            + next
            + "\",\"expires_in\":3600}");
  }

  private void api(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    String[] parts = authorization.split(" ", 2);
    String token = parts.length == 2 ? parts[1] : "";
    String bound = tokens.get(token);
    if (bound == null || !parts[0].equals(bound.isEmpty() ? "Bearer" : "DPoP")) {
      refusals.add("token");
      answer(exchange, 401, "{}");
      return;
    }
    if (!bound.isEmpty() && !bound.equals(proven(exchange, token))) {
      challenge(exchange, 401, "{}");
      return;
    }
    served.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
    exchange.getResponseHeaders().set("DPoP-Nonce", nonce);
    answer(exchange, 200, "{}");
  }

  private void challenge(HttpExchange exchange, int status, String body) throws IOException {
    if (wantsNonce) {
      exchange.getResponseHeaders().set("DPoP-Nonce", nonce);
      exchange.getResponseHeaders().set("WWW-Authenticate", "DPoP error=\"use_dpop_nonce\"");
    }
    answer(exchange, status, body);
  }

  /** The thumbprint of the key that was proven; null when it was not. */
  private synchronized String proven(HttpExchange exchange, String token) {
    List<String> proofs = exchange.getRequestHeaders().getOrDefault("DPoP", List.of());
    try {
      if (proofs.size() != 1) {
        throw new IllegalArgumentException(proofs.size() + " proofs");
      }
      SignedJWT proof = SignedJWT.parse(proofs.get(0));
      ECKey key = (ECKey) proof.getHeader().getJWK();
      JWTClaimsSet claims = proof.getJWTClaimsSet();
      String url = url() + exchange.getRequestURI().getRawPath();
      require(!key.isPrivate(), "a private key was sent");
      require(proof.verify(new ECDSAVerifier(key)), "signature");
      require("dpop+jwt".equals(proof.getHeader().getType().getType()), "type");
      require(exchange.getRequestMethod().equals(claims.getStringClaim("htm")), "htm");
      require(url.equals(claims.getStringClaim("htu")), "htu " + claims.getStringClaim("htu"));
      require(
          Math.abs(claims.getIssueTime().getTime() - System.currentTimeMillis()) < 60_000, "iat");
      require(seen.add(claims.getJWTID()), "jti came twice");
      require(!wantsNonce || nonce.equals(claims.getStringClaim("nonce")), "nonce");
      require(token == null || digest(token).equals(claims.getStringClaim("ath")), "ath");
      return key.computeThumbprint().toString();
    } catch (Exception e) {
      refusals.add(String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException(what);
    }
  }

  private static String digest(String token) throws Exception {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(MessageDigest.getInstance("SHA-256").digest(token.getBytes(US_ASCII)));
  }

  private static Map<String, String> form(HttpExchange exchange) throws IOException {
    Map<String, String> form = new LinkedHashMap<>();
    for (String pair : new String(exchange.getRequestBody().readAllBytes(), UTF_8).split("&")) {
      String[] parts = pair.split("=", 2);
      form.put(parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1], UTF_8));
    }
    return form;
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
