package io.delega.tokenvault;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.delega.contracts.Ids;
import io.delega.testkit.DelegaResource;
import io.delega.testkit.VaultDoubleControl;
import io.delega.testkit.VaultDoubleResource;
import io.delega.tokenvault.credential.CredentialUnavailableException;
import io.delega.tokenvault.credential.Credentials;
import io.delega.tokenvault.credential.Injection;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Vault goes away, at every moment at which it is needed, and comes back. */
@QuarkusTest
@TestProfile(KeysUnavailableIT.OwnVault.class)
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(VaultResource.class)
class KeysUnavailableIT {
  /** The key-encryption key in the double of Vault; what is short in life is shorter. */
  public static final class OwnVault implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("delega.keys.cache-for", "5s", "delega.vault.refresh.insist", "6s");
    }

    @Override
    public List<TestResourceEntry> testResources() {
      return List.of(new TestResourceEntry(VaultDoubleResource.class));
    }
  }

  private static final String CANARY_IN_HEX = HexFormat.of().formatHex("canary".getBytes(UTF_8));

  @Inject Credentials credentials;

  private final VaultDoubleControl keyServer = new VaultDoubleControl();
  private FakeProvider provider;
  private Vault vault;

  @BeforeEach
  void start() throws IOException {
    provider = FakeProvider.start();
    vault = new Vault(provider).withSecret();
  }

  @AfterEach
  void stop() throws SQLException {
    keyServer.restore();
    provider.close();
    assertThat(Stored.everything())
        .isNotEmpty()
        .allSatisfy(row -> assertThat(row).doesNotContain("canary", CANARY_IN_HEX));
  }

  @Test
  void callsGoOnWhileTheKeyIsInMemoryThenFailClosedUntilVaultIsBack() {
    String connection = vault.connect();
    vault.grant(connection, 1, "active");
    await().atMost(Duration.ofSeconds(20)).until(() -> call(connection).statusCode() == 200);
    keyServer.cutOff();
    assertThat(call(connection).statusCode()).isEqualTo(200);
    assertThat(ready()).isEqualTo("200 away");
    await().atMost(Duration.ofSeconds(20)).until(() -> call(connection).statusCode() != 200);
    call(connection)
        .then()
        .statusCode(503)
        .header("Retry-After", notNullValue())
        .header("Delega-Call-Id", notNullValue())
        .body("code", equalTo("keys_unavailable"));
    await().atMost(Duration.ofSeconds(20)).until(() -> ready().equals("503 away"));
    keyServer.restore();
    assertThat(call(connection).statusCode()).isEqualTo(200);
    assertThat(ready()).isEqualTo("200 answers");
  }

  private static Response call(String connection) {
    return given()
        .auth()
        .oauth2(DelegaResource.issuer().token("agency-a-assistant1"))
        .get("/v1/proxy/" + connection + "/me");
  }

  private static String ready() {
    Response health = given().get("/q/health/ready");
    return health.statusCode()
        + " "
        + health
            .jsonPath()
            .getString("checks.find { it.name == 'keys' }.data['key-encryption-key']");
  }

  @Test
  void aSecretIsNotSetWithoutAKeyAndCanBeSetAfterwards() throws SQLException {
    Vault other = new Vault(provider);
    keyServer.seal();
    Vault.as("agency-a-admin")
        .body(Map.of("clientSecret", FakeProvider.CLIENT_SECRET))
        .put("/v1/integrations/" + other.integration + "/secret")
        .then()
        .statusCode(503)
        .header("Retry-After", notNullValue())
        .body("code", equalTo("keys_unavailable"));
    assertThat(Stored.everything()).noneMatch(row -> row.contains(other.integration));
    keyServer.restore();
    other.withSecret();
  }

  @Test
  void anAttemptIsNotBegunWithoutAKeyAndCanBeBegunAfterwards() throws SQLException {
    String attempt = Vault.id(Ids.ATTEMPT);
    keyServer.cutOff();
    vault
        .start(attempt, Vault.id(Ids.CONNECTION), "oauth2")
        .statusCode(503)
        .body("code", equalTo("keys_unavailable"));
    assertThat(Stored.everything()).noneMatch(row -> row.contains(attempt));
    keyServer.restore();
    vault.start(attempt, Vault.id(Ids.CONNECTION), "oauth2").statusCode(201);
  }

  @Test
  void aCodeIsNotSpentWithoutAKeyAndCanBeExchangedAfterwards() {
    Begun begun = begin();
    keyServer.cutOff();
    Vault.exchange(begun.attempt(), begun.code())
        .statusCode(503)
        .header("Retry-After", notNullValue())
        .body("code", equalTo("keys_unavailable"));
    assertThat(provider.stillTakes(begun.code())).isTrue();
    keyServer.restore();
    Vault.exchange(begun.attempt(), begun.code())
        .statusCode(200)
        .body("status", equalTo("succeeded"));
    assertThat(provider.accepts(bearer(take(begun.connection())))).isTrue();
  }

  @Test
  void tokensThatCannotBeSealedAreRevokedAndNotStored() throws SQLException {
    Begun begun = begin();
    provider.onExchange = keyServer::cutOff;
    Vault.exchange(begun.attempt(), begun.code())
        .statusCode(503)
        .body("code", equalTo("keys_unavailable"));
    assertThat(provider.revoked).hasSize(1);
    assertThat(provider.issued).containsAll(provider.revoked);
    assertThat(Stored.everything())
        .noneMatch(row -> row.startsWith("credential") && row.contains(begun.connection()));
    provider.onExchange = () -> {};
    keyServer.restore();
    Vault.as("service-connect")
        .get("/internal/authorizations/" + begun.attempt())
        .then()
        .body("status", equalTo("failed"))
        .body("reason", equalTo("keys_unavailable"));
    assertThat(provider.accepts(bearer(take(vault.connect(begun.connection()))))).isTrue();
  }

  private record Begun(String attempt, String connection, String code) {}

  private Begun begin() {
    String attempt = Vault.id(Ids.ATTEMPT);
    String connection = Vault.id(Ids.CONNECTION);
    String url =
        vault
            .start(attempt, connection, "oauth2")
            .statusCode(201)
            .extract()
            .jsonPath()
            .getString("authorizationUrl");
    return new Begun(attempt, connection, provider.code(Vault.query(url, "code_challenge")));
  }

  @Test
  void aTypedKeyIsNotKeptWithoutAKeyAndTheFormCanBeSentAgain() {
    String connection = Vault.id(Ids.CONNECTION);
    String ticket =
        vault
            .start(Vault.id(Ids.ATTEMPT), connection, "api-key")
            .statusCode(201)
            .extract()
            .jsonPath()
            .getString("ticket");
    keyServer.cutOff();
    send(ticket).then().statusCode(503).body("code", equalTo("keys_unavailable"));
    keyServer.restore();
    send(ticket).then().statusCode(303);
    assertThat(take(connection).headers().get("X-Api-Key").reveal()).isEqualTo("canary-api-key-9");
    send(ticket).then().statusCode(410);
  }

  private static Response send(String ticket) {
    return given()
        .redirects()
        .follow(false)
        .formParam("ticket", ticket)
        .formParam("key", "canary-api-key-9")
        .post("/connect/credentials");
  }

  @Test
  void aRefreshThatIsDueAsksTheProviderNothingAndGoesOnAfterwards() throws SQLException {
    Stored stored = new Stored(vault.connect());
    expired(stored, -1);
    keyServer.cutOff();
    assertUnavailable(stored.connection());
    assertThat(provider.refreshes).hasValue(0);
    assertThat(stored.column("intent_at")).isNull();
    assertThat(stored.column("state")).isEqualTo("active");
    keyServer.restore();
    assertThat(provider.accepts(bearer(take(stored.connection())))).isTrue();
    assertThat(provider.refreshes).hasValue(1);
  }

  @Test
  void aPairThatComesWhileTheKeyIsAwayIsSealedOnceItIsBack() throws Exception {
    Stored stored = new Stored(vault.connect());
    expired(stored, -1);
    AtomicInteger asked = new AtomicInteger(Integer.MAX_VALUE);
    provider.onGrant =
        () -> {
          loseTheKeyOf(stored);
          asked.set(keyServer.requests());
        };
    CompletableFuture<Injection> call =
        credentials.take(stored.connection()).subscribeAsCompletionStage();
    // Only once it was asked for in vain.
    await().atMost(Duration.ofSeconds(20)).until(() -> keyServer.requests() > asked.get());
    keyServer.restore();
    assertThat(provider.accepts(bearer(call.get(30, TimeUnit.SECONDS)))).isTrue();
    assertThat(stored.column("version")).isEqualTo("2");
    assertThat(provider.refreshes).hasValue(1);
    assertThat(provider.replays).hasValue(0);
  }

  @Test
  void aPairThatCouldNotBeSealedLeavesTheOldTokenAndThenAnUnknownOutcome() throws Exception {
    Stored stored = new Stored(vault.connect());
    expired(stored, 60);
    provider.onGrant = () -> loseTheKeyOf(stored);
    assertUnavailable(stored.connection());
    assertThat(stored.column("intent_at")).isNotNull();
    keyServer.restore();
    assertThat(provider.accepts(bearer(take(stored.connection())))).isTrue();
    assertThat(stored.column("state")).isEqualTo("active");
    expired(stored, -1);
    assertThatThrownBy(() -> take(stored.connection()))
        .isInstanceOf(CredentialUnavailableException.class);
    assertThat(stored.column("state")).isEqualTo("broken");
    assertThat(stored.column("reason")).isEqualTo("refresh_outcome_unknown");
    assertThat(provider.refreshes).hasValue(1);
    assertThat(provider.replays).hasValue(0);
  }

  @Test
  void aTokenThatServesIsUsedWhenOnlyTheAppsSecretCannotBeOpened() throws SQLException {
    Stored stored = new Stored(vault.connect());
    Injection first = take(stored.connection());
    stored.expires(60);
    credentials.forget(vault.integration);
    keyServer.cutOff();
    Injection older = new Injection(1, 0, Map.of(), Map.of(), first.baseUrl(), Set.of());
    Injection served =
        credentials
            .takeAfterRejection(stored.connection(), older)
            .await()
            .atMost(Duration.ofSeconds(30));
    assertThat(bearer(served)).isEqualTo(bearer(first));
    assertThat(provider.refreshes).hasValue(0);
    assertThat(stored.column("intent_at")).isNull();
  }

  private void loseTheKeyOf(Stored stored) {
    keyServer.cutOff();
    credentials.forget(stored.connection());
  }

  private void expired(Stored stored, int seconds) throws SQLException {
    stored.expires(seconds);
    credentials.forget(stored.connection());
  }

  private void assertUnavailable(String connection) {
    assertThatThrownBy(() -> take(connection))
        .isInstanceOfSatisfying(
            CredentialUnavailableException.class,
            e -> assertThat(e.code()).isEqualTo("keys_unavailable"));
  }

  private Injection take(String connection) {
    return credentials.take(connection).await().atMost(Duration.ofSeconds(30));
  }

  private static String bearer(Injection injection) {
    return injection.headers().get("Authorization").reveal().substring("Bearer ".length());
  }
}
