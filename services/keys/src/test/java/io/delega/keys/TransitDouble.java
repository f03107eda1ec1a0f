package io.delega.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What we use of Vault over HTTP: login by AppRole, and encrypt, decrypt, rewrap and rotate of one
 * Transit key of type aes256-gcm96, answering as Vault's API documentation says.
 */
public final class TransitDouble implements QuarkusTestResourceLifecycleManager {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String TOKEN = "hvs.test";

  private final List<SecretKeySpec> versions = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @Override
  public Map<String, String> start() {
    rotate();
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.start();
    return Map.of(
        "delega.keys.kek",
        "vault",
        "quarkus.vault.url",
        "http://127.0.0.1:" + server.getAddress().getPort(),
        "quarkus.vault.authentication.app-role.role-id",
        "role",
        "quarkus.vault.authentication.app-role.secret-id",
        "role-secret");
  }

  @Override
  public void stop() {
    server.stop(0);
  }

  private void rotate() {
    byte[] key = new byte[32];
    RANDOM.nextBytes(key);
    versions.add(new SecretKeySpec(key, "AES"));
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] raw = exchange.getRequestBody().readAllBytes();
    JsonNode body = raw.length == 0 ? JSON.createObjectNode() : JSON.readTree(raw);
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/v1/auth/approle/login")) {
      boolean known =
          body.path("role_id").asText().equals("role")
              && body.path("secret_id").asText().equals("role-secret");
      answer(exchange, known ? 200 : 400, known ? LOGIN : "{\"errors\":[\"invalid role\"]}");
    } else if (!TOKEN.equals(exchange.getRequestHeaders().getFirst("X-Vault-Token"))) {
      answer(exchange, 403, "{\"errors\":[\"permission denied\"]}");
    } else {
      transit(exchange, path, body);
    }
  }

  private static final String LOGIN =
      "{\"auth\":{\"client_token\":\""
          + TOKEN
          + "\",\"accessor\":\"a\",\"policies\":[\"default\"],\"token_policies\":[\"default\"],"
          + "\"metadata\":{},\"lease_duration\":3600,\"renewable\":true,\"entity_id\":\"e\","
          + "\"token_type\":\"service\",\"orphan\":true},\"lease_duration\":0,\"renewable\":false}";

  private void transit(HttpExchange exchange, String path, JsonNode body) throws IOException {
    switch (path) {
      case "/v1/transit/encrypt/delega" ->
          batch(exchange, body, "ciphertext", item -> encrypt(decoded(item)));
      case "/v1/transit/decrypt/delega" ->
          batch(exchange, body, "plaintext", item -> encoded(decrypt(ciphertext(item))));
      case "/v1/transit/rewrap/delega" ->
          batch(exchange, body, "ciphertext", item -> encrypt(decrypt(ciphertext(item))));
      case "/v1/transit/keys/delega/rotate" -> {
        rotate();
        answer(exchange, 204, "");
      }
      default -> answer(exchange, 404, "{\"errors\":[\"no handler for route\"]}");
    }
  }

  private interface Operation {
    String apply(JsonNode item) throws GeneralSecurityException;
  }

  /** quarkus-vault always sends batches; an item that fails makes the whole answer a 400. */
  private static void batch(HttpExchange exchange, JsonNode body, String name, Operation operation)
      throws IOException {
    ArrayNode results = JSON.createArrayNode();
    int status = 200;
    for (JsonNode item : body.path("batch_input")) {
      ObjectNode result = results.addObject();
      try {
        result.put(name, operation.apply(item));
      } catch (GeneralSecurityException | IllegalArgumentException e) {
        result.put("error", "cipher: message authentication failed");
        status = 400;
      }
    }
    ObjectNode answer = JSON.createObjectNode();
    answer.put("request_id", "r").putObject("data").set("batch_results", results);
    answer(exchange, status, answer.toString());
  }

  private static byte[] decoded(JsonNode item) {
    return Base64.getDecoder().decode(item.path("plaintext").asText());
  }

  private static String encoded(byte[] plain) {
    return Base64.getEncoder().encodeToString(plain);
  }

  private static String ciphertext(JsonNode item) {
    return item.path("ciphertext").asText();
  }

  private String encrypt(byte[] plain) throws GeneralSecurityException {
    byte[] nonce = new byte[12];
    RANDOM.nextBytes(nonce);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.ENCRYPT_MODE, versions.get(versions.size() - 1), new GCMParameterSpec(128, nonce));
    byte[] sealed = cipher.doFinal(plain);
    byte[] whole = ByteBuffer.allocate(12 + sealed.length).put(nonce).put(sealed).array();
    return "vault:v" + versions.size() + ":" + Base64.getEncoder().encodeToString(whole);
  }

  private byte[] decrypt(String ciphertext) throws GeneralSecurityException {
    String[] parts = ciphertext.split(":", 3);
    byte[] whole = Base64.getDecoder().decode(parts[2]);
    int version = Integer.parseInt(parts[1].substring(1));
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE, versions.get(version - 1), new GCMParameterSpec(128, whole, 0, 12));
    return cipher.doFinal(whole, 12, whole.length - 12);
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
