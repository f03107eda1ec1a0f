package io.delega.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import io.delega.testkit.VaultDouble.Reply;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The Transit engine of {@link VaultDouble} with its one key, of type aes256-gcm96. */
final class VaultDoubleTransit {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int NONCE = 12;

  private final List<SecretKeySpec> versions = new CopyOnWriteArrayList<>();

  VaultDoubleTransit() {
    rotate();
  }

  void rotate() {
    byte[] key = new byte[32];
    RANDOM.nextBytes(key);
    versions.add(new SecretKeySpec(key, "AES"));
  }

  Reply reply(String path, JsonNode body) {
    return switch (path) {
      case "/v1/transit/encrypt/delega" -> batch(body, "ciphertext", i -> encrypt(decoded(i)));
      case "/v1/transit/decrypt/delega" ->
          batch(body, "plaintext", i -> encoded(decrypt(ciphertext(i))));
      case "/v1/transit/rewrap/delega" ->
          batch(body, "ciphertext", i -> encrypt(decrypt(ciphertext(i))));
      case "/v1/transit/keys/delega" -> key();
      default -> Reply.error(404, "no handler for route");
    };
  }

  private Reply key() {
    Map<String, Object> keys = new LinkedHashMap<>();
    for (int version = 1; version <= versions.size(); version++) {
      keys.put(Integer.toString(version), Instant.EPOCH.getEpochSecond());
    }
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("name", "delega");
    data.put("type", "aes256-gcm96");
    data.put("latest_version", versions.size());
    data.put("min_available_version", 0);
    data.put("min_decryption_version", 1);
    data.put("min_encryption_version", 0);
    data.put("deletion_allowed", false);
    data.put("exportable", false);
    data.put("supports_encryption", true);
    data.put("supports_decryption", true);
    data.put("supports_derivation", true);
    data.put("supports_signing", false);
    data.put("keys", keys);
    return new Reply(200, Json.write(Map.of("request_id", "r", "data", data)));
  }

  private interface Operation {
    String apply(JsonNode item) throws GeneralSecurityException;
  }

  /** quarkus-vault always sends batches; an item that fails makes the whole answer a 400. */
  private static Reply batch(JsonNode body, String name, Operation operation) {
    List<Map<String, Object>> results = new ArrayList<>();
    int status = 200;
    for (JsonNode item : body.path("batch_input")) {
      try {
        results.add(Map.of(name, operation.apply(item)));
      } catch (GeneralSecurityException | RuntimeException e) {
        results.add(Map.of("error", "cipher: message authentication failed"));
        status = 400;
      }
    }
    return new Reply(
        status, Json.write(Map.of("request_id", "r", "data", Map.of("batch_results", results))));
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
    byte[] nonce = new byte[NONCE];
    RANDOM.nextBytes(nonce);
    int version = versions.size();
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, versions.get(version - 1), new GCMParameterSpec(128, nonce));
    byte[] sealed = cipher.doFinal(plain);
    byte[] whole = ByteBuffer.allocate(NONCE + sealed.length).put(nonce).put(sealed).array();
    return "vault:v" + version + ":" + Base64.getEncoder().encodeToString(whole);
  }

  private byte[] decrypt(String ciphertext) throws GeneralSecurityException {
    String[] parts = ciphertext.split(":", 3);
    byte[] whole = Base64.getDecoder().decode(parts[2]);
    int version = Integer.parseInt(parts[1].substring(1));
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE, versions.get(version - 1), new GCMParameterSpec(128, whole, 0, NONCE));
    return cipher.doFinal(whole, NONCE, whole.length - NONCE);
  }
}
