package io.delega.tokenvault.rotation;

import static io.delega.tokenvault.Vault.as;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.delega.contracts.EventData;
import io.delega.contracts.Ids;
import io.delega.contracts.VaultEvent.CredentialRewrapped;
import io.delega.contracts.VaultEvent.IntegrationSecretRewrapped;
import io.delega.contracts.VaultEvent.KeysRewrapCompleted;
import io.delega.contracts.VaultEvent.KeysRewrapStarted;
import io.delega.testkit.DelegaResource;
import io.delega.tokenvault.FakeProvider;
import io.delega.tokenvault.Stored;
import io.delega.tokenvault.Vault;
import io.delega.tokenvault.VaultResource;
import io.delega.tokenvault.credential.Credentials;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(VaultResource.class)
class RotationIT {
  private static final String OPERATOR = "platform-operator";

  @Inject Credentials credentials;
  @Inject Rewrapper rewrapper;

  @ConfigProperty(name = "delega.keys.keyset-file")
  Path keyset;

  private FakeProvider provider;
  private Vault vault;
  private List<String> connections;

  @BeforeEach
  void connect() throws Exception {
    // Attempts that other tests left open are wrapped too, and would be in the way for minutes.
    new Stored("none")
        .run(
            "update authorization_attempt set status = 'failed', wrapped_key = null, verifier = null"
                + " where wrapped_key is not null");
    provider = FakeProvider.start();
    vault = new Vault(provider).withSecret();
    connections = IntStream.range(0, 12).mapToObj(i -> vault.connect()).sorted().toList();
  }

  @AfterEach
  void stop() {
    provider.close();
  }

  @Test
  void bringsEverythingUnderTheNewVersionWhileCallsGoOn() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    CompletableFuture<Void> calls = CompletableFuture.runAsync(() -> call(over, failures));
    String before = keys().getString("current");

    String current;
    try {
      current = rotate();
      assertThat(current).isNotEqualTo(before);
      awaitComplete();
    } finally {
      over.set(true);
      calls.join();
    }

    assertThat(failures).isEmpty();
    for (String connection : connections) {
      assertThat(new Stored(connection).column("wrapped_key")).startsWith(current + "/");
      assertThat(rewrapped(connection))
          .singleElement()
          .satisfies(event -> assertThat(event.kek()).isEqualTo(current));
      credentials.forget(connection);
      take(connection);
    }
    assertThat(events(vault.integration))
        .filteredOn(IntegrationSecretRewrapped.class::isInstance)
        .singleElement()
        .isEqualTo(new IntegrationSecretRewrapped(vault.integration, 1, current));
    assertThat(events("agency-a")).filteredOn(new KeysRewrapStarted(current)::equals).hasSize(1);
    assertThat(events("agency-a"))
        .filteredOn(e -> e instanceof KeysRewrapCompleted done && done.kek().equals(current))
        .singleElement()
        .satisfies(
            e -> {
              KeysRewrapCompleted done = (KeysRewrapCompleted) e;
              assertThat(done.credentials()).isGreaterThanOrEqualTo(connections.size());
              assertThat(done.secrets()).isPositive();
            });
  }

  @Test
  void refreshesWhatWasSealedUnderAnOlderVersion() throws Exception {
    String connection = connections.get(0);
    rotate();
    awaitComplete();
    new Stored(connection).expires(-5);
    credentials.forget(connection);
    take(connection);
    assertThat(new Stored(connection).column("version")).isEqualTo("2");
    assertThat(new Stored(connection).column("wrapped_key"))
        .startsWith(keys().getString("current") + "/");
  }

  @Test
  void goesOnWhereItWasInterrupted() throws Exception {
    String middle = connections.get(5);
    Path away = keyset.resolveSibling("away.json");
    try (var lock = new Stored(middle).holdingTheRow()) {
      rotate();
      await().until(() -> new Stored(middle).somebodyWaits());
      Files.move(keyset, away);
      lock.rollback();
      await().until(() -> !new Stored(middle).somebodyWaits());
      as(OPERATOR)
          .get("/internal/keys")
          .then()
          .statusCode(503)
          .body("code", equalTo("keys_unavailable"));
    } finally {
      Files.move(away, keyset);
    }
    awaitComplete();
    for (String connection : connections) {
      assertThat(rewrapped(connection)).hasSize(1);
      credentials.forget(connection);
      take(connection);
    }
  }

  @Test
  void isDoneOnceByTwoReplicas() throws Exception {
    rotate();
    Uni.join().all(rewrapper.round(), rewrapper.round()).andFailFast().await().indefinitely();
    awaitComplete();
    for (String connection : connections) {
      assertThat(rewrapped(connection)).hasSize(1);
    }
  }

  @Test
  void destroysOlderVersionsOnlyWhenNothingCanBeWrappedByThem() throws Exception {
    String connection = connections.get(0);
    take(connection);
    String old = new Stored(connection).column("wrapped_key");
    try (var lock = new Stored(connections.get(3)).holdingTheRow()) {
      rotate();
      await().until(() -> new Stored(connection).somebodyWaits());
      refused("Something is still wrapped");
      lock.rollback();
    }
    awaitComplete();
    refused("too young");
    Stored stored = new Stored(connection);
    stored.run("update kek_version set seen_at = now() - interval '16 minutes'");
    as(OPERATOR).delete("/internal/keys/older").then().statusCode(200);
    // The call that knows the old wrapped key only, and the one that reads the new.
    take(connection);
    credentials.forget(connection);
    take(connection);
    assertThat(old).isNotEqualTo(stored.column("wrapped_key"));
    assertThat(Files.readString(keyset)).doesNotContain("\"keyId\":" + old.split("/")[1]);
  }

  private void refused(String why) {
    as(OPERATOR)
        .delete("/internal/keys/older")
        .then()
        .statusCode(409)
        .body("code", equalTo("version_in_use"))
        .body("detail", org.hamcrest.Matchers.containsString(why));
  }

  @Test
  void anAttemptUnderWayKeepsAnOlderVersionAndIsNotWaitedFor() throws Exception {
    String attempt = Vault.id(Ids.ATTEMPT);
    vault.start(attempt, Vault.id(Ids.CONNECTION), "oauth2").statusCode(201);
    rotate();
    awaitComplete();
    refused("Something is still wrapped");
    String url =
        vault
            .start(attempt, connectionOf(attempt), "oauth2")
            .statusCode(201)
            .extract()
            .jsonPath()
            .getString("authorizationUrl");
    Vault.exchange(attempt, provider.code(Vault.query(url, "code_challenge"))).statusCode(200);
    refused("too young");
  }

  private static String connectionOf(String attempt) throws Exception {
    return new Stored("none")
        .text("select connection from authorization_attempt where attempt = '" + attempt + "'");
  }

  @Test
  void isThePlatformOperatorsAlone() {
    given().get("/internal/keys").then().statusCode(401);
    for (String other : List.of("agency-a-admin", "agency-b-operator", "service-connect")) {
      as(other).get("/internal/keys").then().statusCode(403);
      as(other).post("/internal/keys/rotate").then().statusCode(403);
      as(other).delete("/internal/keys/older").then().statusCode(403);
    }
    as(OPERATOR)
        .get("/internal/keys")
        .then()
        .statusCode(200)
        .body("current", not(nullValue()))
        .body("versions.size()", not(equalTo(0)));
    as(OPERATOR).post("/internal/connections/con_1/destroy").then().statusCode(403);
  }

  private void call(AtomicBoolean over, List<Throwable> failures) {
    while (!over.get()) {
      for (String connection : connections) {
        try {
          credentials.forget(connection);
          take(connection);
          take(connection);
        } catch (RuntimeException e) {
          failures.add(e);
        }
      }
    }
  }

  private void take(String connection) {
    credentials.take(connection).await().indefinitely();
  }

  private String rotate() {
    return as(OPERATOR)
        .post("/internal/keys/rotate")
        .then()
        .statusCode(200)
        .extract()
        .jsonPath()
        .getString("current");
  }

  private void awaitComplete() {
    await()
        .untilAsserted(
            () -> {
              rewrapper.round().await().indefinitely();
              JsonPath keys = keys();
              assertThat(keys.getBoolean("complete")).isTrue();
              assertThat(keys.getString("rewrapped.completedAt")).isNotNull();
            });
  }

  private JsonPath keys() {
    return as(OPERATOR).get("/internal/keys").then().statusCode(200).extract().jsonPath();
  }

  private static List<EventData> events(String key) throws Exception {
    return new Stored(key).events();
  }

  private static List<CredentialRewrapped> rewrapped(String connection) throws Exception {
    return events(connection).stream()
        .filter(CredentialRewrapped.class::isInstance)
        .map(CredentialRewrapped.class::cast)
        .toList();
  }
}
