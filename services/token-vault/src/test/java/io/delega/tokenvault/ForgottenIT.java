package io.delega.tokenvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.delega.keys.KeyContext;
import io.delega.keys.KeyEncryptionKey;
import io.delega.keys.WrappedKey;
import io.delega.testkit.DelegaResource;
import io.delega.testkit.HeapDump;
import io.delega.testkit.SecretSearch;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What two replicas still have in memory of connections that nobody may use any more. */
@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(VaultResource.class)
class ForgottenIT {
  @Inject KeyEncryptionKey kek;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private FakeProvider provider;
  private Vault vault;

  @BeforeEach
  void start() throws IOException {
    provider = FakeProvider.start();
    vault = new Vault(provider).withSecret();
  }

  @AfterEach
  void stop() {
    provider.close();
  }

  @Test
  void aStopLeavesNeitherDataKeyNorTokenInAnyReplica() throws Exception {
    try (VaultProcess one = VaultProcess.start(Map.of());
        VaultProcess two = VaultProcess.start(Map.of())) {
      String kept = vault.connect();
      String withoutGrant = vault.connect();
      String deleted = vault.connect();
      SecretSearch search = new SecretSearch();
      for (String token : provider.issued) {
        search.text("token", token);
      }
      search.bytes("key of the kept", dataKey(kept));
      search.bytes("key of the one without a grant", dataKey(withoutGrant));
      search.bytes("key of the deleted", dataKey(deleted));
      List<String> all = List.of(kept, withoutGrant, deleted);
      all.forEach(connection -> vault.grant(connection, 1, "active"));
      for (VaultProcess replica : List.of(one.ready(), two.ready())) {
        for (String connection : all) {
          await().atMost(Duration.ofSeconds(20)).until(() -> call(replica, connection) == 200);
        }
        assertThat(found(replica, search))
            .contains("key of the kept", "key of the one without a grant", "key of the deleted");
      }
      vault.grant(withoutGrant, 2, "revoked");
      vault.state(deleted, 2, "revoked", "revoked");
      for (VaultProcess replica : List.of(one, two)) {
        await().atMost(Duration.ofSeconds(20)).until(() -> call(replica, withoutGrant) == 403);
        await().atMost(Duration.ofSeconds(20)).until(() -> call(replica, deleted) == 403);
      }
      Vault.destroy(deleted).statusCode(200);
      for (VaultProcess replica : List.of(one, two)) {
        assertThat(found(replica, search)).containsExactly("key of the kept");
      }
    }
  }

  private static List<String> found(VaultProcess replica, SecretSearch search) throws IOException {
    try (HeapDump dump = HeapDump.live(replica.pid())) {
      return dump.find(search);
    }
  }

  /** Unwrapped here as a replica does it. */
  private byte[] dataKey(String connection) throws SQLException {
    WrappedKey wrapped = WrappedKey.parse(new Stored(connection).column("wrapped_key"));
    KeyContext context = new KeyContext("agency-a", connection, "data-key", 1);
    return kek.unwrap(wrapped, context).await().atMost(Duration.ofSeconds(10));
  }

  private int call(VaultProcess replica, String connection) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(replica.url().resolve("/v1/proxy/" + connection + "/me"))
            .header(
                "Authorization", "Bearer " + DelegaResource.issuer().token("agency-a-assistant1"))
            .build();
    return http.send(request, BodyHandlers.discarding()).statusCode();
  }
}
