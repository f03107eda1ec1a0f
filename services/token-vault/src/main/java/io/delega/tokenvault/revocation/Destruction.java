package io.delega.tokenvault.revocation;

import io.delega.contracts.VaultEvent.CredentialRevokedAtProvider;
import io.delega.contracts.VaultEvent.CredentialShredded;
import io.delega.tokenvault.Database;
import io.delega.tokenvault.VaultConfig;
import io.delega.tokenvault.credential.CredentialRow;
import io.delega.tokenvault.credential.CredentialStore;
import io.delega.tokenvault.credential.Credentials;
import io.delega.tokenvault.limit.CounterRows;
import io.delega.tokenvault.revocation.ProviderRevocation.Outcome;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.time.Duration;
import java.time.Instant;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Destroys a connection's credential: nobody may use or refresh it any more, it is revoked at the
 * provider, then its key and everything sealed under it are removed. While the provider does not
 * confirm, the row stays {@link CredentialRow#REVOKING} and {@link PendingRevocations} comes back
 * to it. Repeating it answers how it stands.
 */
@ApplicationScoped
class Destruction {
  private static final String OWNER = "destruction";

  /** How long one try keeps others away, should its replica die. */
  private static final Duration HOLD = Duration.ofMinutes(2);

  private static final String END_ATTEMPTS =
      "update AuthorizationAttempt set status = 'failed', reason = 'revoked', wrappedKey = null,"
          + " verifier = null, ticketHash = null"
          + " where connection = :id and status in ('started', 'exchanging')";

  private final Database database;
  private final CredentialStore store;
  private final Credentials credentials;
  private final ProviderRevocation provider;
  private final RevocationPlan plan;
  private final Duration poll;

  @Inject
  Destruction(
      Database database,
      CredentialStore store,
      Credentials credentials,
      ProviderRevocation provider,
      VaultConfig config) {
    this.database = database;
    this.store = store;
    this.credentials = credentials;
    this.provider = provider;
    this.plan = new RevocationPlan(config.revocation().first(), config.revocation().giveUp());
    this.poll = config.refresh().poll();
  }

  /**
   * What was destroyed; {@code generations} credentials whose keys are gone, 0 before.
   *
   * @param revoked the id of the event that told what became of it at the provider; null before
   * @param shredded the id of the event that told of the keys' destruction; null before
   */
  record Done(Outcome provider, int generations, String revoked, String shredded) {}

  /** What to do with a row that was found and locked. */
  private enum Step {
    NOTHING_STORED,
    OVER,
    WAIT_FOR_REFRESH,
    PENDING,
    TRY
  }

  private record Held(Step step, CredentialRow row) {}

  Uni<Done> destroy(String connection) {
    credentials.forget(connection);
    return database
        .transaction(session -> hold(session, connection))
        .chain(held -> carryOn(connection, held))
        .onTermination()
        .invoke(() -> credentials.forget(connection));
  }

  /** Ends attempts, ends the use of the credential, and takes the claim of whoever revokes. */
  private Uni<Held> hold(Mutiny.Session session, String connection) {
    return session
        .createMutationQuery(END_ATTEMPTS)
        .setParameter("id", connection)
        .executeUpdate()
        .chain(() -> CounterRows.forget(session, connection))
        .chain(() -> find(session, connection))
        .chain(
            row ->
                row == null || CredentialRow.SHREDDED.equals(row.state)
                    ? Uni.createFrom()
                        .item(new Held(row == null ? Step.NOTHING_STORED : Step.OVER, row))
                    : store
                        .time(session)
                        .map(now -> new Held(step(row, now), row))
                        .call(session::flush)
                        .invoke(() -> session.detach(row)));
  }

  private static Step step(CredentialRow row, Instant now) {
    boolean claimed = row.claimUntil != null && now.isBefore(row.claimUntil);
    if (!CredentialRow.REVOKING.equals(row.state)) {
      if (claimed) {
        return Step.WAIT_FOR_REFRESH;
      }
      row.state = CredentialRow.REVOKING;
      row.reason = null;
      row.revokingSince = now;
      row.failures = 0;
      row.retryAt = null;
    }
    if (claimed || (row.retryAt != null && now.isBefore(row.retryAt))) {
      return Step.PENDING;
    }
    row.claimNumber++;
    row.claimOwner = OWNER;
    row.claimUntil = now.plus(HOLD);
    return Step.TRY;
  }

  /** Without the anchor's check: what was tampered with must be destroyed all the same. */
  private static Uni<CredentialRow> find(Mutiny.Session session, String connection) {
    return session.find(CredentialRow.class, connection, LockModeType.PESSIMISTIC_WRITE);
  }

  private Uni<Done> carryOn(String connection, Held held) {
    return switch (held.step()) {
      case NOTHING_STORED ->
          Uni.createFrom().item(new Done(Outcome.unsupported("nothing_stored"), 0, null, null));
      case OVER, PENDING -> Uni.createFrom().item(done(held.row()));
      // Its new tokens must be revoked and not the old ones.
      case WAIT_FOR_REFRESH ->
          Uni.createFrom().voidItem().onItem().delayIt().by(poll).chain(() -> destroy(connection));
      case TRY -> provider.revoke(held.row()).chain(outcome -> store(held.row(), outcome));
    };
  }

  private Uni<Done> store(CredentialRow tried, Outcome outcome) {
    return database.transaction(
        session ->
            find(session, tried.connection)
                .chain(
                    row ->
                        CredentialRow.SHREDDED.equals(row.state)
                            ? Uni.createFrom().item(done(row))
                            : store
                                .time(session)
                                .chain(now -> store(session, row, tried, outcome, now))
                                .replaceWith(() -> done(row))));
  }

  private Uni<Void> store(
      Mutiny.Session session,
      CredentialRow row,
      CredentialRow tried,
      Outcome outcome,
      Instant now) {
    row.claimUntil = null;
    row.claimOwner = null;
    row.revocationOutcome = outcome.outcome();
    row.revocationReason = outcome.reason();
    if (row.version != tried.version) {
      // A refresh that was thought lost came back: its tokens are alive too.
      row.revocationOutcome = Outcome.PENDING;
      row.retryAt = now;
      return Uni.createFrom().voidItem();
    }
    if (outcome.pending()) {
      row.failures++;
      row.retryAt = plan.next(row.revokingSince, row.failures, now).orElse(null);
      if (row.retryAt != null) {
        return Uni.createFrom().voidItem();
      }
      row.revocationOutcome = Outcome.FAILED;
    }
    return store.unanchor(session, row.connection).chain(() -> shred(row));
  }

  private Uni<Void> shred(CredentialRow row) {
    row.state = CredentialRow.SHREDDED;
    row.reason = null;
    row.wrappedKey = null;
    row.access = null;
    row.refresh = null;
    row.account = null;
    row.dpopKey = null;
    row.intentAt = null;
    row.retryAt = null;
    return store
        .told(
            row,
            new CredentialRevokedAtProvider(
                row.connection, row.client, row.revocationOutcome, row.revocationReason))
        .invoke(id -> row.revokedEvent = id)
        .chain(
            () ->
                store.told(row, new CredentialShredded(row.connection, row.client, row.generation)))
        .invoke(id -> row.shreddedEvent = id)
        .replaceWithVoid();
  }

  private static Done done(CredentialRow row) {
    boolean over = CredentialRow.SHREDDED.equals(row.state);
    return new Done(
        over
            ? new Outcome(row.revocationOutcome, row.revocationReason)
            : new Outcome(Outcome.PENDING, row.revocationReason),
        over ? row.generation : 0,
        row.revokedEvent,
        row.shreddedEvent);
  }
}
