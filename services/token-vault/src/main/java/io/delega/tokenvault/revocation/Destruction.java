package io.delega.tokenvault.revocation;

import io.delega.contracts.VaultEvent.CredentialRevokedAtProvider;
import io.delega.contracts.VaultEvent.CredentialShredded;
import io.delega.tokenvault.Database;
import io.delega.tokenvault.VaultConfig;
import io.delega.tokenvault.credential.CredentialRow;
import io.delega.tokenvault.credential.CredentialStore;
import io.delega.tokenvault.credential.Credentials;
import io.delega.tokenvault.revocation.ProviderRevocation.Outcome;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.time.Duration;
import java.time.Instant;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Destroys a connection's credential: nobody may refresh it any more, it is revoked at the
 * provider, then its key and everything sealed under it are removed. Repeating it answers the same.
 */
@ApplicationScoped
class Destruction {
  private static final String OWNER = "destruction";
  private static final Duration HOLD = Duration.ofMinutes(2);

  private static final String END_ATTEMPTS =
      "update AuthorizationAttempt set status = 'failed', reason = 'revoked', wrappedKey = null,"
          + " verifier = null, ticketHash = null"
          + " where connection = :id and status in ('started', 'exchanging')";

  private final Database database;
  private final CredentialStore store;
  private final Credentials credentials;
  private final ProviderRevocation provider;
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
    this.poll = config.refresh().poll();
  }

  /** What was destroyed; {@code generations} credentials that the connection ever had. */
  record Done(Outcome provider, int generations) {}

  Uni<Done> destroy(String connection) {
    credentials.forget(connection);
    return database
        .transaction(session -> hold(session, connection))
        .chain(row -> destroy(connection, row))
        .invoke(() -> credentials.forget(connection));
  }

  /** Ends attempts and takes the refresh claim; null where nothing was ever stored. */
  private Uni<CredentialRow> hold(Mutiny.Session session, String connection) {
    return session
        .createMutationQuery(END_ATTEMPTS)
        .setParameter("id", connection)
        .executeUpdate()
        .chain(() -> find(session, connection))
        .call(
            row -> {
              if (row == null || CredentialRow.SHREDDED.equals(row.state)) {
                return Uni.createFrom().voidItem();
              }
              return store.time(session).invoke(now -> claim(row, now)).chain(session::flush);
            });
  }

  private static void claim(CredentialRow row, Instant now) {
    boolean refreshing =
        row.claimUntil != null && now.isBefore(row.claimUntil) && !OWNER.equals(row.claimOwner);
    if (!refreshing) {
      row.claimNumber++;
      row.claimOwner = OWNER;
      row.claimUntil = now.plus(HOLD);
    }
  }

  /** Without the anchor's check: what was tampered with must be destroyed all the same. */
  private static Uni<CredentialRow> find(Mutiny.Session session, String connection) {
    return session.find(CredentialRow.class, connection, LockModeType.PESSIMISTIC_WRITE);
  }

  /** Whether a refresh is on its way, whose new tokens must be revoked and not the old ones. */
  private static boolean busy(CredentialRow row) {
    return !OWNER.equals(row.claimOwner);
  }

  private Uni<Done> destroy(String connection, CredentialRow row) {
    if (row == null) {
      return Uni.createFrom().item(new Done(new Outcome("unsupported", "nothing_stored"), 0));
    }
    if (CredentialRow.SHREDDED.equals(row.state)) {
      return Uni.createFrom().item(done(row));
    }
    if (busy(row)) {
      return Uni.createFrom()
          .voidItem()
          .onItem()
          .delayIt()
          .by(poll)
          .chain(() -> destroy(connection));
    }
    return provider.revoke(row).chain(outcome -> shred(connection, outcome));
  }

  private Uni<Done> shred(String connection, Outcome outcome) {
    return database.transaction(
        session ->
            find(session, connection)
                .chain(
                    row ->
                        CredentialRow.SHREDDED.equals(row.state)
                            ? Uni.createFrom().item(done(row))
                            : store
                                .unanchor(session, connection)
                                .chain(() -> shred(row, outcome))
                                .replaceWith(() -> done(row))));
  }

  private Uni<Void> shred(CredentialRow row, Outcome outcome) {
    row.state = CredentialRow.SHREDDED;
    row.reason = null;
    row.wrappedKey = null;
    row.access = null;
    row.refresh = null;
    row.account = null;
    row.claimUntil = null;
    row.claimOwner = null;
    row.intentAt = null;
    row.revocationOutcome = outcome.outcome();
    row.revocationReason = outcome.reason();
    return store
        .tell(
            row,
            new CredentialRevokedAtProvider(
                row.connection, row.client, outcome.outcome(), outcome.reason()))
        .chain(
            () ->
                store.tell(
                    row, new CredentialShredded(row.connection, row.client, row.generation)));
  }

  private static Done done(CredentialRow row) {
    return new Done(new Outcome(row.revocationOutcome, row.revocationReason), row.generation);
  }
}
