package io.delega.tokenvault.exchange;

import io.delega.api.ProblemException;
import io.delega.tokenvault.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.util.Optional;
import java.util.function.Consumer;
import org.hibernate.reactive.mutiny.Mutiny;

/** The attempts' table. */
@ApplicationScoped
class Attempts {
  private final Database database;

  @Inject
  Attempts(Database database) {
    this.database = database;
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

  Uni<AuthorizationAttempt> lock(Mutiny.Session session, String attempt) {
    return session
        .find(AuthorizationAttempt.class, attempt, LockModeType.PESSIMISTIC_WRITE)
        .onItem()
        .ifNull()
        .failWith(() -> ProblemException.notFound("authorization attempt"));
  }
}
