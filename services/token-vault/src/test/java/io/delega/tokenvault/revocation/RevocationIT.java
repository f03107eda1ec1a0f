package io.delega.tokenvault.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.delega.contracts.VaultEvent.CredentialRevokedAtProvider;
import io.delega.contracts.VaultEvent.CredentialShredded;
import io.delega.testkit.DelegaResource;
import io.delega.tokenvault.FakeProvider;
import io.delega.tokenvault.Stored;
import io.delega.tokenvault.Vault;
import io.delega.tokenvault.VaultResource;
import io.delega.tokenvault.credential.CredentialUnavailableException;
import io.delega.tokenvault.credential.Credentials;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(VaultResource.class)
class RevocationIT {
  @Inject Credentials credentials;
  @Inject PendingRevocations pending;

  private FakeProvider provider;
  private Vault vault;
  private Stored stored;

  @BeforeEach
  void connect() throws IOException {
    provider = FakeProvider.start();
    vault = new Vault(provider).withSecret();
    stored = new Stored(vault.connect());
  }

  @AfterEach
  void stop() {
    provider.close();
  }

  @Test
  void isTriedAgainUntilTheProviderConfirmsAndNothingIsUsedMeanwhile() throws Exception {
    provider.tokenStatus = 503;
    destroy("pending", "http_503", 0);
    assertNotUsable();
    assertThat(stored.column("wrapped_key")).isNotNull();
    assertThat(revocations()).isZero();
    destroy("pending", "http_503", 0);
    provider.tokenStatus = 200;
    goOn();
    destroy("revoked", null, 1);
    assertThat(provider.revoked).hasSize(2);
    assertShreddedAndToldOnce("revoked");
  }

  @Test
  void isReportedAsFailedAndShreddedWhenTheTimeIsUp() throws Exception {
    provider.tokenStatus = 503;
    destroy("pending", "http_503", 0);
    stored.change("revoking_since = now() - interval '2 days'");
    goOn();
    destroy("failed", "http_503", 1);
    assertThat(provider.revoked).isEmpty();
    assertShreddedAndToldOnce("failed");
  }

  @Test
  void isImpossibleAtOnceWhereTheProviderRefusesForGood() throws Exception {
    provider.tokenStatus = 400;
    destroy("failed", "http_400", 1);
    assertShreddedAndToldOnce("failed");
  }

  @Test
  void isTakenOverFromAReplicaThatDiedOverIt() throws Exception {
    stored.change(
        "state = 'revoking', revoking_since = now(), claim_owner = 'destruction',"
            + " claim_until = now() + interval '1 hour'");
    credentials.forget(stored.connection());
    goOn();
    destroy("pending", null, 0);
    assertNotUsable();
    assertThat(provider.revoked).isEmpty();
    stored.change("claim_until = now() - interval '1 second'");
    goOn();
    destroy("revoked", null, 1);
    assertShreddedAndToldOnce("revoked");
  }

  @Test
  void revokesThePairOfARefreshThatWasThoughtLost() throws Exception {
    CompletableFuture<?> call = lateRefresh();
    provider.tokenStatus = 503;
    destroy("pending", "http_503", 0);
    provider.tokenStatus = 200;
    await().atMost(Duration.ofSeconds(10)).until(() -> "2".equals(stored.column("version")));
    assertThat(stored.column("state")).isEqualTo("revoking");
    goOn();
    destroy("revoked", null, 1);
    assertThat(provider.revoked).containsExactlyInAnyOrderElementsOf(provider.issued.subList(2, 4));
    assertThat(call).failsWithin(Duration.ofSeconds(10));
  }

  @Test
  void discardsThePairThatComesWhenAllIsShredded() throws Exception {
    CompletableFuture<?> call = lateRefresh();
    destroy("revoked", null, 1);
    assertThat(call).failsWithin(Duration.ofSeconds(20));
    assertThat(provider.revoked).contains(provider.issued.get(3));
    assertThat(stored.column("access_token")).isNull();
  }

  /** A refresh whose provider is slow, and whose claim has lapsed as if its replica were paused. */
  private CompletableFuture<?> lateRefresh() throws Exception {
    stored.expires(-1);
    credentials.forget(stored.connection());
    provider.delayMillis = 2_000;
    CompletableFuture<?> call = credentials.take(stored.connection()).subscribeAsCompletionStage();
    await().atMost(Duration.ofSeconds(10)).until(() -> provider.atOnce.get() == 1);
    stored.change("claim_number = claim_number + 1, claim_until = now() - interval '1 second'");
    return call;
  }

  @Test
  void endsTheGrantOfAnApplicationTheWayGitHubDoes() throws Exception {
    vault.revoking("application-grant", "/oauth/applications");
    stored = new Stored(vault.connect());
    String access = token();
    destroy("revoked", null, 1);
    assertThat(provider.revoked).containsExactly(access);
  }

  @Test
  void revokesATokenByItselfTheWaySlackDoes() throws Exception {
    vault.revoking("bearer", "/api/auth.revoke");
    stored = new Stored(vault.connect());
    String access = token();
    provider.rejectAccessTokens();
    destroy("pending", "not_confirmed", 0);
    stored = new Stored(vault.connect());
    access = token();
    destroy("revoked", null, 1);
    assertThat(provider.revoked).containsExactly(access);
  }

  private void destroy(String outcome, String reason, int generations) {
    Vault.destroy(stored.connection())
        .statusCode(200)
        .body("provider.outcome", equalTo(outcome))
        .body("provider.reason", equalTo(reason))
        .body("shredded.generations", equalTo(generations))
        .body("provider.event", generations == 0 ? nullValue() : startsWith("evt_"))
        .body("shredded.event", generations == 0 ? nullValue() : startsWith("evt_"));
  }

  private void goOn() throws SQLException {
    stored.change("retry_at = now() - interval '1 second'");
    pending.round().await().atMost(Duration.ofSeconds(30));
  }

  private String token() {
    return credentials
        .take(stored.connection())
        .await()
        .atMost(Duration.ofSeconds(30))
        .headers()
        .get("Authorization")
        .reveal()
        .substring("Bearer ".length());
  }

  private void assertNotUsable() {
    assertThatThrownBy(this::token)
        .isInstanceOfSatisfying(
            CredentialUnavailableException.class,
            e -> assertThat(e.code()).isEqualTo("connection_broken"));
    Vault.test(stored.connection()).statusCode(404);
    assertThat(provider.refreshes).hasValue(0);
  }

  private long revocations() throws SQLException {
    return stored.events().stream().filter(CredentialRevokedAtProvider.class::isInstance).count();
  }

  private void assertShreddedAndToldOnce(String outcome) throws SQLException {
    assertNotUsable();
    assertThat(stored.column("wrapped_key")).isNull();
    assertThat(stored.column("coalesce(access_token, refresh_token)")).isNull();
    assertThat(stored.events())
        .filteredOn(CredentialRevokedAtProvider.class::isInstance)
        .extracting(e -> ((CredentialRevokedAtProvider) e).outcome())
        .containsExactly(outcome);
    assertThat(stored.events()).filteredOn(CredentialShredded.class::isInstance).hasSize(1);
  }
}
