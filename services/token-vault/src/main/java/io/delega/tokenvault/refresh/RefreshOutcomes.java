package io.delega.tokenvault.refresh;

import static io.delega.contracts.VaultEvent.CredentialRefreshFailed;
import static io.delega.contracts.VaultEvent.CredentialRefreshed;

import io.delega.tokenvault.Database;
import io.delega.tokenvault.credential.CredentialRow;
import io.delega.tokenvault.credential.CredentialSeal.Resealed;
import io.delega.tokenvault.credential.CredentialStore;
import io.delega.tokenvault.credential.Refresher.Cause;
import io.delega.tokenvault.credential.Tokens;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Stores what came of a refresh, with its event, in one transaction. A late outcome counts as long
 * as nothing newer is stored: a pair that the provider gave must not be lost.
 */
@ApplicationScoped
class RefreshOutcomes {
  private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
  private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(5);

  private final Database database;
  private final CredentialStore store;
  private final Clock clock;

  @Inject
  RefreshOutcomes(Database database, CredentialStore store, Clock clock) {
    this.database = database;
    this.store = store;
    this.clock = clock;
  }

  /**
   * The new pair; nothing else may be done with it before. Where the credential is being revoked it
   * is stored too, so that it is revoked instead of the old one.
   */
  Uni<CredentialRow> granted(
      CredentialRow claimed, Resealed pair, Tokens tokens, int appVersion, Cause cause) {
    return change(
        claimed,
        row -> !CredentialRow.SHREDDED.equals(row.state),
        (session, row) -> {
          pair.into(row);
          row.appVersion = appVersion;
          row.triedApp = null;
          boolean forced = cause == Cause.REJECTED || cause == Cause.TEST;
          row.obtainedBy = forced ? "rejection" : "refresh";
          Lifetimes.renew(row, tokens, clock.instant());
          tokens.scopes().ifPresent(scopes -> row.scopes = String.join(" ", scopes));
          if (!row.gone()) {
            row.failures = 0;
            row.retryAt = null;
            release(row);
          }
          return store
              .anchor(session, row)
              .chain(
                  () ->
                      store.tell(
                          row,
                          new CredentialRefreshed(
                              row.connection,
                              row.client,
                              row.generation,
                              row.accessExpiresAt,
                              tokens.refresh().isPresent())))
              .chain(
                  () ->
                      store.state(
                          row,
                          row.gone() ? row.state : CredentialRow.ACTIVE,
                          row.gone() ? row.reason : null));
        });
  }

  /** The provider will not refresh: degraded while the access token lives, broken after. */
  Uni<CredentialRow> refused(CredentialRow claimed, String error, int app, Cause cause) {
    return change(
        claimed,
        (session, row) -> {
          release(row);
          row.triedApp = app;
          boolean serves = cause != Cause.REJECTED && row.alive(clock.instant());
          return failed(row, error, false)
              .chain(
                  () ->
                      store.state(
                          row, serves ? CredentialRow.DEGRADED : CredentialRow.BROKEN, error));
        });
  }

  /** The request had no effect: try again later. */
  Uni<CredentialRow> later(CredentialRow claimed, String reason, Optional<Duration> wait) {
    return change(
        claimed,
        (session, row) -> {
          release(row);
          row.failures++;
          row.retryAt = clock.instant().plus(wait.orElseGet(() -> backoff(row.failures)));
          return failed(row, reason, true);
        });
  }

  /** The provider refuses the app, not the grant: again later, or once the app has changed. */
  Uni<CredentialRow> appRefused(CredentialRow claimed, String error, int app) {
    return change(
        claimed,
        (session, row) -> {
          release(row);
          row.triedApp = app;
          row.failures++;
          row.retryAt = clock.instant().plus(backoff(row.failures));
          return failed(row, error, true);
        });
  }

  /** The outcome is not known: the intent stays, the claim ends. */
  Uni<CredentialRow> unknown(CredentialRow claimed, String reason, boolean reuse) {
    return change(
        claimed,
        (session, row) -> {
          row.claimUntil = null;
          row.claimOwner = null;
          row.failures++;
          row.retryAt = clock.instant().plus(backoff(row.failures));
          return failed(row, reason, reuse);
        });
  }

  /** Nothing was asked of the provider after all. */
  Uni<CredentialRow> abandoned(CredentialRow claimed) {
    return change(
        claimed,
        (session, row) -> {
          release(row);
          return Uni.createFrom().voidItem();
        });
  }

  private interface Change {
    Uni<Void> apply(Mutiny.Session session, CredentialRow row);
  }

  private Uni<CredentialRow> change(CredentialRow claimed, Change change) {
    return change(claimed, row -> !row.gone(), change);
  }

  private Uni<CredentialRow> change(
      CredentialRow claimed, Predicate<CredentialRow> open, Change change) {
    return database.transaction(
        session ->
            store
                .lock(session, claimed.connection)
                .map(found -> found.orElseThrow(() -> new IllegalStateException("row is gone")))
                .chain(
                    row ->
                        ours(row, claimed) && open.test(row)
                            ? change.apply(session, row).replaceWith(row)
                            : same(row))
                .call(session::flush)
                .invoke(session::detach));
  }

  private static Uni<CredentialRow> same(CredentialRow row) {
    return Uni.createFrom().item(row);
  }

  private static boolean ours(CredentialRow row, CredentialRow claimed) {
    return row.generation == claimed.generation && row.version == claimed.version;
  }

  private Uni<Void> failed(CredentialRow row, String reason, boolean retryable) {
    return store.tell(
        row,
        new CredentialRefreshFailed(row.connection, row.client, row.generation, reason, retryable));
  }

  private static void release(CredentialRow row) {
    row.claimUntil = null;
    row.claimOwner = null;
    row.intentAt = null;
  }

  /** Doubles, with up to half of it added at random. */
  private static Duration backoff(int failures) {
    Duration doubled = FIRST_BACKOFF.multipliedBy(1L << Math.min(failures - 1, 9));
    Duration bound = doubled.compareTo(LONGEST_BACKOFF) < 0 ? doubled : LONGEST_BACKOFF;
    return bound.plusMillis(ThreadLocalRandom.current().nextLong(bound.toMillis() / 2 + 1));
  }
}
