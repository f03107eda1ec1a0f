package io.delega.tokenvault.exchange;

import io.delega.api.ProblemException;
import io.delega.contracts.VaultEvent.CredentialStored;
import io.delega.tokenvault.Database;
import io.delega.tokenvault.credential.CredentialRow;
import io.delega.tokenvault.credential.CredentialSeal;
import io.delega.tokenvault.credential.CredentialStore;
import io.delega.tokenvault.credential.Credentials;
import io.delega.tokenvault.credential.Reauthorisation;
import io.delega.tokenvault.credential.Tokens;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** Seals a new generation of a connection's credential and ends the attempt that brought it. */
@ApplicationScoped
class CredentialIntake {
  private final Database database;
  private final Attempts attempts;
  private final CredentialStore store;
  private final CredentialSeal seal;
  private final Reauthorisation reauthorisation;
  private final Credentials credentials;
  private final Clock clock;

  @Inject
  CredentialIntake(
      Database database,
      Attempts attempts,
      CredentialStore store,
      CredentialSeal seal,
      Reauthorisation reauthorisation,
      Credentials credentials,
      Clock clock) {
    this.database = database;
    this.attempts = attempts;
    this.store = store;
    this.seal = seal;
    this.reauthorisation = reauthorisation;
    this.credentials = credentials;
    this.clock = clock;
  }

  /**
   * Takes what the provider or the client gave. The attempt must be {@code exchanging}.
   *
   * <p>Fails with 409 when the attempt ended or the connection was revoked meanwhile.
   */
  Uni<AuthorizationAttempt> take(AuthorizationAttempt attempt, Tokens tokens, int appVersion) {
    return store
        .readPredecessor(attempt.connection)
        .chain(old -> sealed(row(attempt, tokens, appVersion, old), tokens, old))
        .chain(fresh -> store(attempt, fresh, tokens.refresh().isPresent()))
        .invoke(() -> credentials.forget(attempt.connection));
  }

  private Uni<CredentialRow> sealed(
      CredentialRow fresh, Tokens tokens, Optional<CredentialRow> old) {
    return reauthorisation
        .complete(fresh, tokens, old)
        .invoke(whole -> fresh.refreshExpiresAt = whole.refreshExpiresAt().orElse(null))
        .chain(whole -> seal.sealGeneration(fresh, whole))
        .replaceWith(fresh);
  }

  private CredentialRow row(
      AuthorizationAttempt attempt, Tokens tokens, int appVersion, Optional<CredentialRow> old) {
    CredentialRow fresh = new CredentialRow();
    fresh.connection = attempt.connection;
    fresh.agency = attempt.agency;
    fresh.client = attempt.client;
    fresh.integration = attempt.integration;
    fresh.provider = attempt.provider;
    fresh.mode = attempt.mode;
    fresh.generation = old.map(o -> o.generation).orElse(0) + 1;
    fresh.version = old.map(o -> o.version).orElse(0L) + 1;
    fresh.state = CredentialRow.ACTIVE;
    fresh.clientId = attempt.clientId;
    fresh.appVersion = appVersion;
    fresh.scopes = tokens.scopes().map(s -> String.join(" ", s)).orElse(attempt.scopes);
    fresh.definition = attempt.definition;
    fresh.obtainedAt = clock.instant();
    fresh.obtainedBy = "exchange";
    fresh.accessExpiresAt = tokens.accessExpiresAt().orElse(null);
    return fresh;
  }

  private Uni<AuthorizationAttempt> store(
      AuthorizationAttempt began, CredentialRow fresh, boolean brought) {
    return database.transaction(
        session ->
            attempts
                .lock(session, began.attempt)
                .invoke(CredentialIntake::requireExchanging)
                .call(() -> replace(session, fresh, brought))
                .invoke(
                    attempt -> {
                      attempt.end(AuthorizationAttempt.SUCCEEDED, null);
                      attempt.grantedScopes = fresh.scopes;
                      attempt.credentialExpiresAt = fresh.accessExpiresAt;
                    }));
  }

  private static void requireExchanging(AuthorizationAttempt attempt) {
    if (!AuthorizationAttempt.EXCHANGING.equals(attempt.status)) {
      throw ProblemException.conflict("attempt_over", "The attempt has ended meanwhile.");
    }
  }

  private Uni<Void> replace(Mutiny.Session session, CredentialRow fresh, boolean brought) {
    return store
        .lockPredecessor(session, fresh.connection)
        .chain(
            found -> {
              found.ifPresent(old -> follow(old, fresh, brought));
              Uni<Void> placed =
                  found.isPresent()
                      ? session.merge(fresh).replaceWithVoid()
                      : session.persist(fresh);
              return placed;
            })
        .chain(() -> session.find(CredentialRow.class, fresh.connection))
        .chain(row -> store.anchor(session, row).chain(() -> tell(row)));
  }

  private static void follow(CredentialRow old, CredentialRow fresh, boolean brought) {
    if (old.gone()) {
      throw ProblemException.conflict("connection_revoked", "The connection was revoked.");
    }
    if (old.generation != fresh.generation - 1
        || old.version != fresh.version - 1
        || !old.agency.equals(fresh.agency)
        || !old.client.equals(fresh.client)) {
      throw ProblemException.conflict(
          "concurrent_change", "The connection was changed meanwhile. Try again.");
    }
    fresh.sequence = old.sequence;
    fresh.claimNumber = old.claimNumber;
    if (!brought) {
      // The refresh token is the old one, perhaps on its way to the provider: that stays known.
      fresh.intentAt = old.intentAt;
    }
    if (!CredentialRow.ACTIVE.equals(old.state)) {
      fresh.state = old.state;
      fresh.reason = old.reason;
    }
  }

  private Uni<Void> tell(CredentialRow row) {
    return store
        .tell(
            row,
            new CredentialStored(
                row.connection,
                row.client,
                row.integration,
                row.mode,
                row.generation,
                row.accessExpiresAt,
                row.refreshExpiresAt,
                row.scopeList()))
        .chain(() -> store.state(row, CredentialRow.ACTIVE, null));
  }
}
