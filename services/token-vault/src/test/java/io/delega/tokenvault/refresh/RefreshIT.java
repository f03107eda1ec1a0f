package io.delega.tokenvault.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.delega.contracts.Event;
import io.delega.contracts.EventData;
import io.delega.contracts.EventJson;
import io.delega.contracts.VaultEvent;
import io.delega.testkit.DelegaResource;
import io.delega.tokenvault.FakeProvider;
import io.delega.tokenvault.Vault;
import io.delega.tokenvault.VaultConfig;
import io.delega.tokenvault.VaultResource;
import io.delega.tokenvault.credential.CredentialRow;
import io.delega.tokenvault.credential.CredentialUnavailableException;
import io.delega.tokenvault.credential.Credentials;
import io.delega.tokenvault.credential.Injection;
import io.delega.tokenvault.credential.Refresher.Cause;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(VaultResource.class)
class RefreshIT {
  private static final int CALLERS = 20;

  @Inject Credentials credentials;
  @Inject RefreshClaims claims;
  @Inject RefreshRequest request;
  @Inject ProviderTurns turns;
  @Inject VaultConfig config;
  @Inject Upkeep upkeep;
  @Inject DataSource dataSource;

  FakeProvider provider;
  Vault vault;
  String connection;

  @BeforeEach
  void connect() throws IOException {
    provider = FakeProvider.start();
    vault = new Vault(provider).withSecret();
    connection = vault.connect();
  }

  @AfterEach
  void stop() {
    provider.close();
  }

  private Injection take() {
    return credentials.take(connection).await().atMost(Duration.ofSeconds(30));
  }

  private static String bearer(Injection injection) {
    return injection.headers().get("Authorization").reveal().substring("Bearer ".length());
  }

  /** Lets the access token run out this many seconds from now; negative for the past. */
  private void expires(int seconds) throws SQLException {
    change(
        "obtained_at = now() - interval '1 hour', access_expires_at = now() + interval '"
            + seconds
            + " seconds'");
  }

  private void change(String assignments) throws SQLException {
    try (var db = dataSource.getConnection();
        var statement =
            db.prepareStatement("update credential set " + assignments + " where connection = ?")) {
      statement.setString(1, connection);
      statement.executeUpdate();
    }
    credentials.forget(connection);
  }

  private String column(String name) throws SQLException {
    try (var db = dataSource.getConnection();
        var statement =
            db.prepareStatement("select " + name + " from credential where connection = ?")) {
      statement.setString(1, connection);
      try (var rows = statement.executeQuery()) {
        rows.next();
        return rows.getString(1);
      }
    }
  }

  private <T extends EventData> List<Event<EventData>> events(Class<T> type) throws SQLException {
    List<Event<EventData>> events = new ArrayList<>();
    try (var db = dataSource.getConnection();
        var statement =
            db.prepareStatement(
                "select record_value from outbox where record_key = ? order by id")) {
      statement.setString(1, connection);
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          Event<EventData> event = EventJson.read(rows.getBytes(1));
          assertThat(new String(rows.getBytes(1), java.nio.charset.StandardCharsets.UTF_8))
              .doesNotContain("canary");
          if (type.isInstance(event.data())) {
            events.add(event);
          }
        }
      }
    }
    return events;
  }

  private void assertUnavailable(String code) {
    assertThatThrownBy(this::take)
        .isInstanceOfSatisfying(
            CredentialUnavailableException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private static <T> List<T> together(Uni<T> call) {
    return Uni.join()
        .all(IntStream.range(0, CALLERS).mapToObj(i -> call).toList())
        .andFailFast()
        .await()
        .atMost(Duration.ofSeconds(30));
  }

  @Test
  void refreshesOnceForManyWhenExpired() throws Exception {
    Injection first = take();
    expires(-1);
    provider.delayMillis = 300;
    List<Injection> all = together(credentials.take(connection));
    assertThat(all).allSatisfy(i -> assertThat(i.version()).isEqualTo(first.version() + 1));
    assertThat(provider.accepts(bearer(all.get(0)))).isTrue();
    assertThat(provider.refreshes).hasValue(1);
    expires(-1);
    assertThat(provider.accepts(bearer(take()))).isTrue();
    assertThat(provider.replays).hasValue(0);
    assertThat(events(VaultEvent.CredentialRefreshed.class)).hasSize(2);
  }

  @Test
  void refreshesOnceForManyWhoWereRejected() throws Exception {
    Injection first = take();
    provider.rejectAccessTokens();
    List<Injection> all = together(credentials.takeAfterRejection(connection, first));
    assertThat(all).allSatisfy(i -> assertThat(i.version()).isEqualTo(first.version() + 1));
    assertThat(provider.refreshes).hasValue(1);
    provider.rejectAccessTokens();
    assertThatThrownBy(
            () ->
                credentials
                    .takeAfterRejection(connection, all.get(0))
                    .await()
                    .atMost(Duration.ofSeconds(30)))
        .isInstanceOf(CredentialUnavailableException.class);
    assertThat(provider.refreshes).hasValue(1);
    assertThat(column("reason")).isEqualTo("rejected_after_refresh");
  }

  @Test
  void keepsReplicasApartWhileTheProviderIsSlow() throws Exception {
    Injection first = take();
    expires(-1);
    // Longer than a claim holds without being renewed.
    provider.delayMillis = 3_000;
    ConnectionRefresher one = new ConnectionRefresher(claims, request, turns, config);
    ConnectionRefresher two = new ConnectionRefresher(claims, request, turns, config);
    List<CredentialRow> rows =
        Uni.join()
            .all(
                one.refreshed(connection, first.version(), Cause.DUE),
                two.refreshed(connection, first.version(), Cause.DUE))
            .andFailFast()
            .await()
            .atMost(Duration.ofSeconds(30));
    assertThat(rows).allSatisfy(r -> assertThat(r.version).isEqualTo(first.version() + 1));
    assertThat(provider.refreshes).hasValue(1);
  }

  @Test
  void keepsTheOldRefreshTokenWhenNoneComes() throws Exception {
    provider.omitRefresh = true;
    for (int i = 1; i <= 2; i++) {
      expires(-1);
      assertThat(provider.accepts(bearer(take()))).isTrue();
      assertThat(provider.refreshes).hasValue(i);
    }
    assertThat(
            ((VaultEvent.CredentialRefreshed)
                    events(VaultEvent.CredentialRefreshed.class).get(0).data())
                .rotated())
        .isFalse();
  }

  @Test
  void goesOnWhenTheProviderIsBackUp() throws Exception {
    expires(-1);
    provider.close();
    assertUnavailable("upstream_unavailable");
    assertThat(column("state")).isEqualTo("active");
    provider = restarted();
    change("retry_at = null");
    // The restarted provider knows neither client nor token any more; that it is asked again
    // counts.
    assertUnavailable("connection_broken");
    assertThat(provider.refreshes).hasValue(1);
  }

  private static FakeProvider restarted() throws IOException {
    return FakeProvider.start();
  }

  @Test
  void backsOffWhenTheProviderIsBusyAndServesWhatLives() throws Exception {
    expires(5);
    provider.tokenStatus = 503;
    Injection old = take();
    take();
    assertThat(provider.accepts(bearer(old))).isTrue();
    assertThat(provider.refreshes).hasValue(1);
    assertThat(column("state")).isEqualTo("active");
    provider.tokenStatus = 200;
    await().atMost(Duration.ofSeconds(10)).until(() -> take().version() > old.version());
  }

  @Test
  void degradesThenBreaksWhenTheGrantIsGone() throws Exception {
    expires(60);
    provider.tokenError = "invalid_grant";
    take();
    assertThat(column("state")).isEqualTo("degraded");
    take();
    assertThat(provider.refreshes).hasValue(1);
    expires(-1);
    assertUnavailable("connection_broken");
    assertThat(column("state")).isEqualTo("broken");
    assertThat(events(VaultEvent.CredentialStateChanged.class))
        .extracting(e -> ((VaultEvent.CredentialStateChanged) e.data()).state())
        .containsExactly("degraded", "broken");
  }

  @Test
  void doesNotReplayATokenWhoseAnswerWasLost() throws Exception {
    expires(60);
    provider.breakOff = true;
    Injection old = take();
    assertThat(provider.accepts(bearer(old))).isTrue();
    provider.breakOff = false;
    change("retry_at = null");
    assertThat(take().version()).isEqualTo(old.version());
    expires(-1);
    assertUnavailable("connection_broken");
    assertThat(column("reason")).isEqualTo("refresh_outcome_unknown");
    assertThat(provider.refreshes).hasValue(1);
    assertThat(provider.replays).hasValue(0);
  }

  @Test
  void waitsForAReplicaThatDiedInTheMiddleOnlyAsLongAsItsClaimHolds() throws Exception {
    expires(60);
    change(
        "claim_until = now() + interval '1 second', claim_owner = 'gone', intent_at = now(),"
            + " claim_number = claim_number + 1");
    assertThat(take().version()).isEqualTo(1);
    assertThat(provider.refreshes).hasValue(0);
  }

  @Test
  void triesAgainWithTheAppsNewSecret() throws Exception {
    expires(-1);
    provider.tokenError = "invalid_client";
    assertUnavailable("upstream_unavailable");
    assertThat(column("state")).isEqualTo("active");
    provider.tokenError = null;
    change("retry_at = null");
    assertThat(provider.accepts(bearer(take()))).isTrue();
  }

  @Test
  void refreshesInTheBackgroundWhatWouldLapse() throws Exception {
    change(
        "obtained_at = now() - interval '1 hour',"
            + " refresh_expires_at = now() + interval '5 minutes'");
    upkeep.round().await().atMost(Duration.ofSeconds(30));
    assertThat(provider.refreshes).hasValue(1);
    assertThat(column("version")).isEqualTo("2");
    upkeep.round().await().atMost(Duration.ofSeconds(30));
    assertThat(provider.refreshes).hasValue(1);
  }

  @Test
  void declaresInTheBackgroundWhatRanOut() throws Exception {
    expires(-1);
    change("state = 'degraded', reason = 'invalid_grant'");
    upkeep.round().await().atMost(Duration.ofSeconds(30));
    assertThat(column("state")).isEqualTo("broken");
    assertThat(provider.refreshes).hasValue(0);
  }

  @Test
  void doesNotMistakeARefreshForTampering() throws Exception {
    for (int round = 1; round <= 5; round++) {
      expires(-1);
      List<Uni<Injection>> calls = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        calls.add(
            Uni.createFrom()
                .voidItem()
                .onItem()
                .delayIt()
                .by(Duration.ofMillis(5L * i + 1))
                .invoke(() -> credentials.forget(connection))
                .chain(() -> credentials.take(connection)));
      }
      Uni.join().all(calls).andFailFast().await().atMost(Duration.ofSeconds(30));
      assertThat(provider.refreshes).hasValue(round);
    }
  }

  /** As when the database refuses the commit of a pair that the provider has given already. */
  @Test
  void storesThePairInTheEndWhenItsCommitFailsAndReplaysNothing() throws Exception {
    Injection first = take();
    expires(-1);
    run(
        "create or replace function refuse() returns trigger language plpgsql as"
            + " 'begin raise exception ''not now''; end'");
    run(
        "create trigger refuse before update on credential for each row"
            + " when (new.version > old.version) execute function refuse()");
    Uni<Injection> call = credentials.take(connection);
    var outcome = call.subscribeAsCompletionStage();
    await().atMost(Duration.ofSeconds(10)).until(() -> provider.refreshes.get() == 1);
    assertThat(outcome).isNotDone();
    run("drop trigger refuse on credential");
    Injection fresh = outcome.get(30, TimeUnit.SECONDS);
    assertThat(fresh.version()).isEqualTo(first.version() + 1);
    assertThat(provider.accepts(bearer(fresh))).isTrue();
    assertThat(provider.refreshes).hasValue(1);
    expires(-1);
    assertThat(provider.accepts(bearer(take()))).isTrue();
    assertThat(provider.replays).hasValue(0);
  }

  @Test
  void aCallerThatGoesAwayDoesNotEndTheRefresh() throws Exception {
    expires(-1);
    provider.delayMillis = 500;
    var gone = credentials.take(connection).subscribe().with(i -> {}, e -> {});
    await().atMost(Duration.ofSeconds(10)).until(() -> column("intent_at") != null);
    gone.cancel();
    await().atMost(Duration.ofSeconds(10)).until(() -> "2".equals(column("version")));
    assertThat(provider.accepts(bearer(take()))).isTrue();
    assertThat(provider.refreshes).hasValue(1);
    assertThat(provider.replays).hasValue(0);
  }

  @Test
  void connectingAgainWithoutARefreshTokenKeepsTheOldOneOfTheSameAccount() throws Exception {
    provider.account = "anna";
    vault.connect(connection);
    provider.omitRefreshAtExchange = true;
    vault.connect(connection);
    expires(-1);
    Injection fresh = take();
    assertThat(fresh.generation()).isEqualTo(3);
    assertThat(provider.accepts(bearer(fresh))).isTrue();
    assertThat(provider.refreshes).hasValue(1);
    assertThat(provider.replays).hasValue(0);
  }

  @Test
  void connectingAgainWithAnotherAccountNeverGoesOnWithTheOldOnes() throws Exception {
    provider.account = "anna";
    vault.connect(connection);
    provider.omitRefreshAtExchange = true;
    provider.account = "berta";
    vault.connect(connection);
    expires(-1);
    assertUnavailable("connection_broken");
    assertThat(column("reason")).isEqualTo("expired");
    assertThat(provider.refreshes).hasValue(0);
  }

  @Test
  void accessAndRefreshTokenHaveTheirOwnLifetimes() throws Exception {
    provider.refreshLifetime = 7_200;
    provider.lifetime = 600;
    expires(-1);
    take();
    assertThat(life("access")).isEqualTo("600");
    assertThat(life("refresh")).isEqualTo("7200");
    String lapses = column("refresh_expires_at");
    provider.refreshLifetime = 0;
    provider.omitRefresh = true;
    provider.omitLifetime = true;
    change("obtained_at = obtained_at - interval '1 hour'");
    change("access_expires_at = obtained_at + interval '10 minutes'");
    take();
    assertThat(column("refresh_expires_at")).isEqualTo(lapses);
    assertThat(life("access")).isEqualTo("600");
    change("refresh_expires_at = now() - interval '1 second'");
    expires(60);
    take();
    assertThat(column("state")).isEqualTo("active");
    expires(-1);
    assertUnavailable("connection_broken");
    assertThat(column("reason")).isEqualTo("refresh_token_expired");
    assertThat(provider.refreshes).hasValue(2);
  }

  @Test
  void theAppsSecretChangedAtTheProviderBreaksNothing() throws Exception {
    provider.clientSecret = "canary-client-secret-changed";
    expires(60);
    Injection old = take();
    assertThat(provider.accepts(bearer(old))).isTrue();
    assertThat(column("state")).isEqualTo("active");
    vault.withSecret(provider.clientSecret);
    assertThat(take().version()).isEqualTo(old.version() + 1);
    assertThat(column("app_version")).isEqualTo("2");
    assertThat(column("tried_app")).isNull();
  }

  @Test
  void whatWasRefusedWithAnOldSecretIsTriedOnceWithTheNew() throws Exception {
    provider.tokenError = "invalid_grant";
    expires(-1);
    assertUnavailable("connection_broken");
    assertThat(column("state")).isEqualTo("broken");
    assertUnavailable("connection_broken");
    assertThat(provider.refreshes).hasValue(1);
    provider.tokenError = null;
    provider.clientSecret = "canary-client-secret-changed";
    vault.withSecret(provider.clientSecret);
    assertThat(provider.accepts(bearer(take()))).isTrue();
    assertThat(column("state")).isEqualTo("active");
  }

  @Test
  void aTestThatFailsLeavesAWorkingConnectionWorking() throws Exception {
    Injection before = take();
    provider.probeStatus = 401;
    provider.tokenError = "invalid_grant";
    Vault.test(connection).statusCode(200).body("ok", equalTo(false)).body("status", equalTo(401));
    assertThat(column("state")).isEqualTo("degraded");
    assertThat(bearer(take())).isEqualTo(bearer(before));
    Vault.test(connection).statusCode(200).body("ok", equalTo(false));
    assertThat(bearer(take())).isEqualTo(bearer(before));
    assertThat(provider.refreshes).hasValue(1);
  }

  @Test
  void aTestWhoseNewTokenIsRejectedTooBreaksNothing() throws Exception {
    provider.probeStatus = 401;
    Vault.test(connection).statusCode(200).body("ok", equalTo(false)).body("status", equalTo(401));
    Vault.test(connection).statusCode(200).body("ok", equalTo(false)).body("status", equalTo(401));
    assertThat(provider.refreshes).hasValue(1);
    assertThat(column("state")).isEqualTo("active");
    assertThat(provider.accepts(bearer(take()))).isTrue();
    provider.probeStatus = 200;
    Vault.test(connection).statusCode(200).body("ok", equalTo(true));
  }

  @Test
  void aRejectionOfAnOlderTokenForcesNothing() throws Exception {
    Injection first = take();
    provider.rejectAccessTokens();
    Injection second = afterRejection(first);
    assertThat(afterRejection(first).version()).isEqualTo(second.version());
    assertThat(provider.refreshes).hasValue(1);
    // Due meanwhile, and the provider is busy: the rejection was of another token.
    expires(5);
    provider.tokenStatus = 503;
    assertThat(afterRejection(first).version()).isEqualTo(second.version());
    assertThat(column("state")).isEqualTo("active");
    assertThat(provider.refreshes).hasValue(2);
  }

  /** In seconds, to the nearest ten. */
  private String life(String token) throws SQLException {
    return column("round(extract(epoch from " + token + "_expires_at - obtained_at), -1)::int");
  }

  @Test
  void connectionsThatRunOutTogetherNeverExceedTheProvidersLimit() throws Exception {
    List<String> connections =
        IntStream.range(0, 3 * config.refresh().perProvider())
            .mapToObj(i -> vault.connect())
            .toList();
    run(
        "update credential set obtained_at = now() - interval '1 hour',"
            + " access_expires_at = now() - interval '1 second'");
    connections.forEach(credentials::forget);
    provider.mostAtOnce.set(0);
    provider.delayMillis = 200;
    Uni.join()
        .all(connections.stream().map(credentials::take).toList())
        .andFailFast()
        .await()
        .atMost(Duration.ofSeconds(30));
    assertThat(provider.refreshes).hasValue(connections.size());
    assertThat(provider.mostAtOnce.get()).isBetween(2, config.refresh().perProvider());
  }

  @Test
  void aProviderThatIsBusyForOneConnectionIsLeftAloneForAll() throws Exception {
    String other = vault.connect();
    run("update credential set access_expires_at = now() - interval '1 second'");
    credentials.forget(connection);
    credentials.forget(other);
    provider.tokenStatus = 429;
    provider.retryAfter = "3600";
    long before = System.nanoTime();
    assertUnavailable("upstream_unavailable");
    provider.tokenStatus = 200;
    Injection late = credentials.take(other).await().atMost(Duration.ofSeconds(30));
    assertThat(provider.accepts(bearer(late))).isTrue();
    assertThat(provider.refreshes).hasValue(2);
    assertThat(Duration.ofNanos(provider.askedAtNanos - before))
        .isGreaterThanOrEqualTo(config.refresh().longestPause());
  }

  private Injection afterRejection(Injection rejected) {
    return credentials
        .takeAfterRejection(connection, rejected)
        .await()
        .atMost(Duration.ofSeconds(30));
  }

  private void run(String sql) throws SQLException {
    try (var db = dataSource.getConnection();
        var statement = db.createStatement()) {
      statement.execute(sql);
    }
  }
}
