package io.delega.tokenvault.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.delega.contracts.VaultEvent.CredentialRefreshed;
import io.delega.contracts.VaultEvent.CredentialStateChanged;
import io.delega.testkit.DelegaResource;
import io.delega.tokenvault.FakeProvider;
import io.delega.tokenvault.Stored;
import io.delega.tokenvault.Vault;
import io.delega.tokenvault.VaultProcess;
import io.delega.tokenvault.VaultResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two token-vaults as they are deployed, and one that is killed at every step of a refresh. */
@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(VaultResource.class)
class ReplicasIT {
  private static final int CALLS = 50;
  private static final Map<String, String> SETTINGS =
      Map.of("delega.vault.provider.timeout", "20s");

  private static VaultProcess one;
  private static VaultProcess two;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private FakeProvider provider;
  private Vault vault;
  private Stored stored;

  @BeforeEach
  void start() throws IOException {
    if (one == null) {
      one = VaultProcess.start(SETTINGS);
      two = VaultProcess.start(SETTINGS);
    }
    provider = FakeProvider.start();
    vault = new Vault(provider).withSecret();
    stored = new Stored(vault.connect());
  }

  @AfterEach
  void stop() {
    provider.close();
  }

  @AfterAll
  static void end() {
    one.close();
    two.close();
  }

  @Test
  void fiftyCallsOverTwoReplicasOnAnExpiredTokenAskTheProviderOnceAndNoneFails() throws Exception {
    one.ready();
    two.ready();
    // Within a claim, and over several of them: it is renewed meanwhile.
    fiftyCalls(1);
    stored = new Stored(vault.connect());
    fiftyCalls(12);
  }

  private void fiftyCalls(int seconds) throws Exception {
    grant();
    stored.expires(-1);
    int before = provider.refreshes.get();
    provider.delayMillis = seconds * 1_000L;
    List<CompletableFuture<HttpResponse<String>>> calls =
        IntStream.range(0, CALLS).mapToObj(i -> call(i % 2 == 0 ? one : two)).toList();
    assertThat(calls).allSatisfy(call -> assertThat(call.join().statusCode()).isEqualTo(200));
    provider.delayMillis = 0;
    assertThat(provider.refreshes).hasValue(before + 1);
    assertThat(provider.replays).hasValue(0);
    assertThat(stored.events()).filteredOn(CredentialRefreshed.class::isInstance).hasSize(1);
  }

  private CompletableFuture<HttpResponse<String>> call(VaultProcess replica) {
    return http.sendAsync(
        HttpRequest.newBuilder(replica.url().resolve("/v1/proxy/" + stored.connection() + "/me"))
            .timeout(Duration.ofSeconds(40))
            .header(
                "Authorization", "Bearer " + DelegaResource.issuer().token("agency-a-assistant1"))
            .build(),
        BodyHandlers.ofString());
  }

  /** Lets an assistant call, and waits until both replicas enforce it. */
  private void grant() {
    vault.grant(stored.connection(), 1, "active");
    String path = "/v1/proxy/" + stored.connection() + "/not-an-operation";
    for (VaultProcess replica : List.of(one, two)) {
      await().atMost(Duration.ofSeconds(20)).until(() -> denied(replica, path));
    }
  }

  /** A denial that names the missing operation: the connection is known, nothing was called. */
  private boolean denied(VaultProcess replica, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(replica.url().resolve(path))
            .header(
                "Authorization", "Bearer " + DelegaResource.issuer().token("agency-a-assistant1"))
            .build();
    return http.send(request, BodyHandlers.ofString()).body().contains("no_operation");
  }

  @Test
  void killedBeforeTheIntentNothingHasHappened() throws Exception {
    stored.expires(-1);
    Connection lock = stored.holdingTheRow();
    killedWhile(stored::somebodyWaits);
    lock.close();
    assertThat(stored.column("intent_at")).isNull();
    nextCall().body("ok", equalTo(true));
    assertThat(provider.refreshes).hasValue(1);
    assertThat(stored.column("state")).isEqualTo("active");
    assertThat(stored.events()).filteredOn(CredentialRefreshed.class::isInstance).hasSize(1);
  }

  @Test
  void killedBetweenIntentAndRequestTheOldTokenServesAndThenTheOutcomeIsUnknown() throws Exception {
    stored.expires(60);
    // The app's secret is read after the intent.
    Connection lock = stored.holding("lock table integration_secret in access exclusive mode");
    killedWhile(() -> stored.column("intent_at") != null && stored.somebodyWaits());
    lock.close();
    assertThat(provider.refreshes).hasValue(0);
    endsAsUnknown(0);
  }

  @Test
  void killedWhenTheProviderHasActedTheOldTokenServesAndThenTheOutcomeIsUnknown() throws Exception {
    stored.expires(60);
    provider.onGrant = one::kill;
    killedWhile(() -> provider.refreshes.get() == 1);
    endsAsUnknown(1);
  }

  @Test
  void killedBeforeTheCommitTheOldTokenServesAndThenTheOutcomeIsUnknown() throws Exception {
    stored.expires(60);
    AtomicReference<Connection> lock = new AtomicReference<>();
    provider.onGrant =
        () -> {
          try {
            lock.set(stored.holdingTheRow());
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        };
    killedWhile(() -> lock.get() != null && stored.somebodyWaits());
    lock.get().close();
    endsAsUnknown(1);
  }

  @Test
  void killedAfterTheCommitTheNewPairIsThere() throws Exception {
    stored.expires(-1);
    // The new token has been taken for a call.
    AtomicReference<String> version = new AtomicReference<>();
    provider.onCall =
        () -> {
          if (version.get() == null) {
            one.kill();
            version.set("killed");
          }
        };
    killedWhile(() -> version.get() != null);
    assertThat(stored.column("version")).isEqualTo("2");
    nextCall().body("ok", equalTo(true));
    assertThat(provider.refreshes).hasValue(1);
    assertThat(stored.events()).filteredOn(CredentialRefreshed.class::isInstance).hasSize(1);
  }

  /** Has the first replica use the connection, and kills it once the moment has come. */
  private void killedWhile(Callable<Boolean> moment) throws Exception {
    one.started();
    String token = DelegaResource.issuer().token("service-connect");
    http.sendAsync(
        HttpRequest.newBuilder(
                one.url().resolve("/internal/connections/" + stored.connection() + "/test"))
            .header("Authorization", "Bearer " + token)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build(),
        BodyHandlers.discarding());
    await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(20)).until(moment);
    one.kill();
    one = VaultProcess.start(SETTINGS);
    provider.onGrant = () -> {};
  }

  /** By the replica that was started again. */
  private ValidatableResponse nextCall() {
    return Vault.test(stored.connection(), one.started().url()).statusCode(200);
  }

  /** Never a silent loss, never a replay. */
  private void endsAsUnknown(int asked) throws SQLException {
    assertThat(stored.column("intent_at")).isNotNull();
    assertThat(stored.column("version")).isEqualTo("1");
    nextCall().body("ok", equalTo(true));
    assertThat(stored.column("state")).isEqualTo("active");
    stored.expires(-1);
    Vault.test(stored.connection(), two.started().url())
        .statusCode(200)
        .body("ok", equalTo(false))
        .body("reason", equalTo("connection_broken"));
    assertThat(stored.column("reason")).isEqualTo("refresh_outcome_unknown");
    assertThat(stored.events())
        .filteredOn(CredentialStateChanged.class::isInstance)
        .extracting(e -> ((CredentialStateChanged) e).reason())
        .containsExactly("refresh_outcome_unknown");
    assertThat(provider.refreshes).hasValue(asked);
    assertThat(provider.replays).hasValue(0);
  }
}
