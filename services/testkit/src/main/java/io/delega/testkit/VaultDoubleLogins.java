package io.delega.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import io.delega.testkit.VaultDouble.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The logins of {@link VaultDouble} and the tokens they gave; a token is renewed by its holder. */
final class VaultDoubleLogins {
  static final String ROLE = "delega";

  /** What a login gives, in seconds. */
  private static final int LEASE = 1200;

  final String roleId = UUID.randomUUID().toString();
  final String secretId = UUID.randomUUID().toString();

  /** The token that Kubernetes puts into the pod; the real Vault has it reviewed there. */
  final String serviceAccountToken = "jwt." + UUID.randomUUID();

  private final Set<String> tokens = ConcurrentHashMap.newKeySet();
  private final AtomicInteger given = new AtomicInteger();

  Reply login(String path, JsonNode body) {
    return switch (path) {
      case "/v1/auth/approle/login" ->
          roleId.equals(body.path("role_id").asText())
                  && secretId.equals(body.path("secret_id").asText())
              ? token()
              : Reply.error(400, "invalid role or secret ID");
      case "/v1/auth/kubernetes/login" ->
          ROLE.equals(body.path("role").asText())
                  && serviceAccountToken.equals(body.path("jwt").asText())
              ? token()
              : Reply.error(403, "permission denied");
      default -> Reply.error(404, "no handler for route \"" + path + "\"");
    };
  }

  private Reply token() {
    String token = "hvs." + UUID.randomUUID();
    tokens.add(token);
    given.incrementAndGet();
    return auth(token);
  }

  Reply renew(String token) {
    return auth(token);
  }

  private static Reply auth(String token) {
    Map<String, Object> auth = new LinkedHashMap<>();
    auth.put("client_token", token);
    auth.put("accessor", "accessor");
    auth.put("policies", List.of("default", ROLE));
    auth.put("token_policies", List.of("default", ROLE));
    auth.put("metadata", Map.of());
    auth.put("lease_duration", LEASE);
    auth.put("renewable", true);
    auth.put("entity_id", "entity");
    auth.put("token_type", "service");
    auth.put("orphan", true);
    auth.put("num_uses", 0);
    return new Reply(
        200, Json.write(Map.of("auth", auth, "lease_duration", 0, "renewable", false)));
  }

  boolean known(String token) {
    return token != null && tokens.contains(token);
  }

  /** All of them, as when their time is up or somebody revoked them. */
  void expire() {
    tokens.clear();
  }

  int count() {
    return given.get();
  }
}
