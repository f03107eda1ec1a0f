package io.delega.accesspolicy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;

/**
 * connect's part in clients' tokens: a key, and where it is published. Beside it token-vault's part
 * in trusted issuers: those named {@code unusable} are.
 */
public final class ClientTokens implements QuarkusTestResourceLifecycleManager {
  private static final ECKey KEY = key();
  private HttpServer server;

  private static ECKey key() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("test").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The token of a client of agency-a. */
  static String of(String client) {
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer("http://localhost:8080/client-sessions")
            .subject(client)
            .audience("delega")
            .claim("agency", "agency-a")
            .claim("roles", List.of("client"))
            .claim("client", client)
            .expirationTime(Date.from(Instant.now().plusSeconds(600)))
            .build();
    try {
      SignedJWT token =
          new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("test").build(), claims);
      token.sign(new ECDSASigner(KEY));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Map<String, String> start() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] keys = new JWKSet(KEY).toString(true).getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/internal/client-sessions/jwks",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, keys.length);
          exchange.getResponseBody().write(keys);
          exchange.close();
        });
    server.createContext("/internal/issuers/check", ClientTokens::check);
    server.start();
    String url = "http://localhost:" + server.getAddress().getPort();
    return Map.of("delega.connect-url", url, "delega.token-vault-url", url);
  }

  private static void check(HttpExchange exchange) throws IOException {
    String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    boolean admitted = exchange.getRequestHeaders().getFirst("Authorization").startsWith("Bearer ");
    int status =
        !admitted ? 401 : asked.contains("unusable") ? 422 : asked.contains("away") ? 502 : 200;
    byte[] answer = "{\"keys\":1,\"detail\":\"as the test says\"}".getBytes(StandardCharsets.UTF_8);
    exchange
        .getResponseHeaders()
        .add("Content-Type", status == 200 ? "application/json" : "application/problem+json");
    exchange.sendResponseHeaders(status, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  @Override
  public void stop() {
    server.stop(0);
  }
}
