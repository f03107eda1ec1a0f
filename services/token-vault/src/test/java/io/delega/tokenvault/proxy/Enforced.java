package io.delega.tokenvault.proxy;

import static org.awaitility.Awaitility.await;

import io.delega.contracts.EnforcementState;
import io.delega.contracts.EnforcementState.AssistantRef;
import io.delega.contracts.EnforcementState.Grant;
import io.delega.contracts.EventJson;
import io.delega.contracts.Limits;
import io.delega.contracts.Permission;
import io.delega.contracts.Topic;
import io.delega.testkit.DelegaResource;
import io.delega.tokenvault.Vault;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What access-policy would publish of a connection, for tests with replicas. */
public final class Enforced {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private Enforced() {}

  /** Lets assistant1 of agency-a do everything that the vault's definition names. */
  public static void allow(Vault vault, String connection) {
    allow("fake", vault.definition("oauth2"), connection);
  }

  /** The same of another provider's definition, with operations of the same names. */
  public static void allow(String provider, Map<String, Object> definition, String connection) {
    put(provider, definition, connection, 1, "active", "active");
  }

  /**
   * The same in another state.
   *
   * @param version of the state; a lower one is ignored
   * @param state the connection's
   * @param grantState active, or what ended it
   */
  public static void put(
      String provider,
      Map<String, Object> definition,
      String connection,
      long version,
      String state,
      String grantState) {
    Topics.put(
        Topic.ENFORCEMENT_STATE,
        "provider/agency-a/" + provider,
        EventJson.writeBytes(
            new EnforcementState.Provider(
                "agency-a",
                provider,
                System.currentTimeMillis(),
                EventJson.mapper().valueToTree(definition))));
    Topics.put(
        Topic.ENFORCEMENT_STATE,
        connection,
        EventJson.writeBytes(connection(provider, connection, version, state, grantState)));
  }

  private static EnforcementState.Connection connection(
      String provider, String connection, long version, String state, String grantState) {
    return new EnforcementState.Connection(
        connection,
        "agency-a",
        "cli_1",
        provider,
        version,
        state,
        List.of(
            new Grant(
                "gra_1",
                grantState,
                new AssistantRef(
                    "ast_1", DelegaResource.issuer().issuer(), "agency-a-assistant1", "active"),
                List.of(new Permission("me.read", Map.of()), new Permission("me.write", Map.of())),
                Limits.NONE,
                "none",
                null)),
        List.of());
  }

  /** Waits until this replica knows the connection. */
  public static void awaitKnown(URI replica, String connection) {
    await().atMost(Duration.ofSeconds(20)).until(() -> isKnown(replica, connection));
  }

  /** A denial that names the missing operation: the connection is known, nothing was called. */
  private static boolean isKnown(URI replica, String connection) throws Exception {
    HttpRequest request = request(replica, connection, "/not-an-operation").build();
    return HTTP.send(request, BodyHandlers.ofString()).body().contains("no_operation");
  }

  /** A call of the assistant. */
  public static HttpRequest.Builder request(URI replica, String connection, String path) {
    return HttpRequest.newBuilder(replica.resolve("/v1/proxy/" + connection + path))
        .header("Authorization", "Bearer " + DelegaResource.issuer().token("agency-a-assistant1"));
  }
}
