package io.delega.tokenvault.exchange;

import io.delega.api.ProblemException;
import io.delega.tokenvault.Database;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;
import org.hibernate.reactive.mutiny.Mutiny;

/** The attempts' table. */
@ApplicationScoped
class Attempts {
  private static final String END_EXPIRED =
      "update AuthorizationAttempt set status = 'failed', reason = 'expired', wrappedKey = null,"
          + " verifier = null, ticketHash = null"
          + " where status in ('started', 'exchanging') and expiresAt < :now";

  private final Database database;
  private final Clock clock;

  @Inject
  Attempts(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  Uni<Optional<AuthorizationAttempt>> find(String attempt) {
    return database.transaction(
        session -> session.find(AuthorizationAttempt.class, attempt).map(Optional::ofNullable));
  }

  /** The attempt whose ticket has this hash. */
  Uni<Optional<AuthorizationAttempt>> findByTicket(byte[] hash) {
    return database.transaction(
        session ->
            session
                .createSelectionQuery(
                    "from AuthorizationAttempt where ticketHash = :hash",
                    AuthorizationAttempt.class)
                .setParameter("hash", hash)
                .getSingleResultOrNull()
                .map(Optional::ofNullable));
  }

  /** Stores a new attempt; fails when the id is taken. */
  Uni<Void> add(AuthorizationAttempt fresh) {
    return database.transaction(session -> session.persist(fresh));
  }

  /**
   * Changes an attempt under its lock and answers it as it is then.
   *
   * <p>Fails with 404 when there is none.
   */
  Uni<AuthorizationAttempt> change(String attempt, Consumer<AuthorizationAttempt> change) {
    return database.transaction(session -> lock(session, attempt).invoke(change));
  }

  /** Ends attempts that were left open, and with them their verifiers. */
  @Scheduled(every = "60s", delayed = "20s")
  Uni<Void> endExpired() {
    return database
        .transaction(
            session ->
                session
                    .createMutationQuery(END_EXPIRED)
                    .setParameter("now", clock.instant())
                    .executeUpdate())
        .replaceWithVoid()
        .onFailure()
        .recoverWithNull();
  }

  Uni<AuthorizationAttempt> lock(Mutiny.Session session, String attempt) {
    return session
        .find(AuthorizationAttempt.class, attempt, LockModeType.PESSIMISTIC_WRITE)
        .onItem()
        .ifNull()
        .failWith(() -> ProblemException.notFound("authorization attempt"));
  }
}
