package io.delega.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.vault.VaultContainer;

/**
 * The real Vault in a container, set up as docs/security.md says: a Transit key, the policy, an
 * AppRole. {@link #available} starts it; it ends with the JVM.
 */
public final class VaultContainerResource implements QuarkusTestResourceLifecycleManager {
  private static final String URL = "delega.test.real-vault";
  private static final String ROOT = "delega.test.real-vault-root";
  private static final String POLICY =
      """
      path "transit/encrypt/delega" { capabilities = ["update"] }
      path "transit/decrypt/delega" { capabilities = ["update"] }
      path "transit/rewrap/delega"  { capabilities = ["update"] }
      path "transit/keys/delega"    { capabilities = ["read"] }
      """;

  private static final Logger LOG = LoggerFactory.getLogger(VaultContainerResource.class);

  /** Whether a Docker engine answers and can start it. */
  public static boolean available() {
    if (!Docker.answers()) {
      return false;
    }
    String root = UUID.randomUUID().toString();
    // Testcontainers removes it when this JVM has ended.
    VaultContainer<?> container = new VaultContainer<>("hashicorp/vault:1.20").withVaultToken(root);
    try {
      container.start();
    } catch (RuntimeException e) {
      LOG.info("no container ({})", e.getMessage());
      return false;
    }
    // Texts: Quarkus loads this class once more.
    System.setProperty(URL, container.getHttpHostAddress());
    System.setProperty(ROOT, root);
    return true;
  }

  @Override
  public Map<String, String> start() {
    post("sys/mounts/transit", Map.of("type", "transit"));
    post("transit/keys/delega", Map.of("type", "aes256-gcm96"));
    post("sys/policies/acl/delega", Map.of("policy", POLICY));
    post("sys/auth/approle", Map.of("type", "approle"));
    post("auth/approle/role/delega", Map.of("token_policies", "delega", "token_ttl", "20m"));
    return Map.of(
        "delega.keys.kek",
        "vault",
        "quarkus.vault.url",
        System.getProperty(URL),
        "quarkus.vault.authentication.app-role.role-id",
        call("GET", "auth/approle/role/delega/role-id", "").at("/data/role_id").asText(),
        "quarkus.vault.authentication.app-role.secret-id",
        call("POST", "auth/approle/role/delega/secret-id", "{}").at("/data/secret_id").asText());
  }

  /** Adds a version to the key, as an operator does. */
  public static void rotate() {
    post("transit/keys/delega/rotate", Map.of());
  }

  private static void post(String path, Map<String, String> body) {
    call("POST", path, Json.write(body));
  }

  private static JsonNode call(String method, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(System.getProperty(URL) + "/v1/" + path))
            .header("X-Vault-Token", System.getProperty(ROOT))
            .method(method, BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
      if (answer.statusCode() >= 300) {
        throw new IllegalStateException(path + " answers " + answer.statusCode());
      }
      return Json.read(answer.body().isEmpty() ? "{}" : answer.body());
    } catch (IOException e) {
      throw new IllegalStateException("Vault does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void stop() {}
}
