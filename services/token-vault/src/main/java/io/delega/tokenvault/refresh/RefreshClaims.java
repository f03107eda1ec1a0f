package io.delega.tokenvault.refresh;

import io.delega.tokenvault.Database;
import io.delega.tokenvault.VaultConfig;
import io.delega.tokenvault.credential.CredentialRow;
import io.delega.tokenvault.credential.CredentialStore;
import io.delega.tokenvault.credential.ProviderProfile;
import io.delega.tokenvault.credential.RefreshTiming;
import io.delega.tokenvault.credential.Refresher.Cause;
import io.delega.tokenvault.integration.IntegrationSecrets;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The fenced claim in the credential's row. Whoever holds it, and nobody else, asks the provider;
 * an intent is stored with the claim, before anything is sent.
 */
@ApplicationScoped
class RefreshClaims {
  private static final String RENEW =
      "update credential set claim_until = clock_timestamp() + make_interval(secs => ?1)"
          + " where connection = ?2 and claim_number = ?3 and claim_until is not null";

  private final Database database;
  private final CredentialStore store;
  private final IntegrationSecrets secrets;
  private final RefreshTiming timing;
  private final Duration length;
  private final String owner = UUID.randomUUID().toString();

  @Inject
  RefreshClaims(
      Database database,
      CredentialStore store,
      IntegrationSecrets secrets,
      RefreshTiming timing,
      VaultConfig config) {
    this.database = database;
    this.store = store;
    this.secrets = secrets;
    this.timing = timing;
    this.length = config.refresh().claim();
  }

  /** A decision with the row it was made on; the row is a copy. */
  record Decided(RefreshDecision decision, CredentialRow row) {}

  /** Decides; nothing but a broken state is stored. */
  Uni<Optional<Decided>> decide(String connection, long seen, Cause cause) {
    return decide(connection, seen, cause, false);
  }

  /** Decides, and for {@link RefreshDecision.Refresh} takes the claim in the same transaction. */
  Uni<Optional<Decided>> claim(String connection, long seen, Cause cause) {
    return decide(connection, seen, cause, true);
  }

  private Uni<Optional<Decided>> decide(
      String connection, long seen, Cause cause, boolean claiming) {
    return database.transaction(
        session ->
            store
                .lock(session, connection)
                .chain(
                    found ->
                        found.isEmpty()
                            ? Uni.createFrom().item(Optional.<Decided>empty())
                            : decide(session, found.get(), seen, cause, claiming)
                                .map(Optional::of)));
  }

  private Uni<Decided> decide(
      Mutiny.Session session, CredentialRow row, long seen, Cause cause, boolean claiming) {
    return appChanged(session, row)
        .chain(
            appChanged ->
                store
                    .time(session)
                    .chain(
                        now ->
                            carryOut(
                                session,
                                row,
                                RefreshDecision.decide(
                                    facts(row, appChanged, now), seen, cause, now),
                                claiming ? Optional.of(now) : Optional.empty())));
  }

  /** Whether the app's secret is another than the one with which the provider last refused. */
  private Uni<Boolean> appChanged(Mutiny.Session session, CredentialRow row) {
    return row.triedApp == null
        ? Uni.createFrom().item(false)
        : secrets.version(session, row.integration).map(version -> !version.equals(row.triedApp));
  }

  private Uni<Decided> carryOut(
      Mutiny.Session session,
      CredentialRow row,
      RefreshDecision decision,
      Optional<Instant> claimAt) {
    Uni<Void> effect = Uni.createFrom().voidItem();
    if (decision instanceof RefreshDecision.Refresh) {
      claimAt.ifPresent(now -> claim(row, now));
    } else if (decision instanceof RefreshDecision.Break broken) {
      effect = store.state(row, endOf(row), broken.reason());
    }
    return effect
        .chain(session::flush)
        .invoke(() -> session.detach(row))
        .replaceWith(new Decided(decision, row));
  }

  private void claim(CredentialRow row, Instant now) {
    row.claimOwner = owner;
    row.claimNumber++;
    row.claimUntil = now.plus(length);
    row.intentAt = now;
  }

  private static String endOf(CredentialRow row) {
    return row.gone() ? row.state : CredentialRow.BROKEN;
  }

  private RefreshDecision.Facts facts(CredentialRow row, boolean appChanged, Instant now) {
    boolean broken = CredentialRow.BROKEN.equals(row.state) && !appChanged;
    boolean over = broken || row.gone();
    boolean refused = CredentialRow.DEGRADED.equals(row.state) && !appChanged;
    boolean lapsed = row.refreshExpiresAt != null && !now.isBefore(row.refreshExpiresAt);
    return new RefreshDecision.Facts(
        row.version,
        over ? Optional.of(row.reason == null ? row.state : row.reason) : Optional.empty(),
        timing.due(row, now) || (CredentialRow.BROKEN.equals(row.state) && !over),
        Optional.ofNullable(row.accessExpiresAt),
        row.refresh != null && !refused && !lapsed,
        lapsed
            ? Optional.of("refresh_token_expired")
            : refused ? Optional.ofNullable(row.reason) : Optional.empty(),
        Optional.ofNullable(row.claimUntil),
        row.intentAt != null,
        ProviderProfile.of(row).refreshReuse(),
        Optional.of(row.obtainedAt).filter(at -> "rejection".equals(row.obtainedBy)),
        Optional.ofNullable(row.retryAt).filter(at -> !appChanged));
  }

  /** Prolongs the claim while the provider is slow; false when it is no longer ours. */
  Uni<Boolean> renew(CredentialRow claimed) {
    return database.transaction(
        session ->
            session
                .createNativeQuery(RENEW)
                .setParameter(1, length.toMillis() / 1000.0)
                .setParameter(2, claimed.connection)
                .setParameter(3, claimed.claimNumber)
                .executeUpdate()
                .map(count -> count == 1));
  }

  /** How often to renew. */
  Duration renewEvery() {
    return length.dividedBy(3);
  }
}
