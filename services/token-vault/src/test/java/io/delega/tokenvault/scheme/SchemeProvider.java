package io.delega.tokenvault.scheme;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A provider that takes the grants and client authentications that need no person, and checks
 * signatures, audience, time and that no assertion comes twice.
 */
final class SchemeProvider implements AutoCloseable {
  static final String SECRET = "canary-scheme-secret-" + UUID.randomUUID();

  final List<Map<String, String>> asked = new CopyOnWriteArrayList<>();
  final List<String> issued = new CopyOnWriteArrayList<>();
  final Map<String, Map<String, String>> pushed = new ConcurrentHashMap<>();
  volatile PublicKey key;
  volatile int lifetime = 3600;
  private final Set<String> seen = new HashSet<>();
  private final HttpServer server;

  SchemeProvider() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", port()), 50);
    server.createContext("/token", this::token);
    server.createContext("/par", this::par);
    server.createContext(
        "/v1/integrations/", exchange -> answer(exchange, 200, "{\"id\":\"any\"}"));
    server.start();
  }

  static int port() {
    return Integer.parseInt(System.getProperty("delega.test.provider-port"));
  }

  static String url() {
    return "http://127.0.0.1:" + port();
  }

  private void token(HttpExchange exchange) throws IOException {
    Map<String, String> form = form(exchange);
    asked.add(form);
    String grant = form.getOrDefault("grant_type", "");
    boolean known =
        grant.endsWith(":jwt-bearer") ? signed(form.get("assertion")) : client(exchange, form);
    if (!known) {
      answer(exchange, 401, "{\"error\":\"invalid_client\"}");
      return;
    }
    String token = "canary-scheme-access-" + UUID.randomUUID();
    issued.add(token);
    answer(
        exchange,
        200,
        "{\"access_token\":\""
            + token
            + "\",\"token_type\":\"bearer\",\"refresh_token\":\"canary-unasked\",\"expires_in\":"
            + lifetime
            + "}");
  }

  private void par(HttpExchange exchange) throws IOException {
    Map<String, String> form = form(exchange);
    if (!client(exchange, form)) {
      answer(exchange, 401, "{\"error\":\"invalid_client\"}");
      return;
    }
    String reference = "urn:ietf:params:oauth:request_uri:" + UUID.randomUUID();
    pushed.put(reference, form);
    answer(exchange, 201, "{\"request_uri\":\"" + reference + "\",\"expires_in\":60}");
  }

  private boolean client(HttpExchange exchange, Map<String, String> form) {
    if (form.containsKey("client_assertion")) {
      return signed(form.get("client_assertion"));
    }
    String basic = exchange.getRequestHeaders().getFirst("Authorization");
    return basic != null
        && new String(Base64.getDecoder().decode(basic.substring(6)), UTF_8).endsWith(":" + SECRET);
  }

  private synchronized boolean signed(String assertion) {
    try {
      SignedJWT jwt = SignedJWT.parse(assertion);
      JWSVerifier verifier =
          key instanceof ECPublicKey ec
              ? new ECDSAVerifier(ec)
              : new RSASSAVerifier((RSAPublicKey) key);
      JWTClaimsSet claims = jwt.getJWTClaimsSet();
      return jwt.verify(verifier)
          && claims.getAudience().equals(List.of(url() + "/token"))
          && claims.getExpirationTime().after(new Date())
          && seen.add(claims.getJWTID());
    } catch (Exception e) {
      return false;
    }
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
