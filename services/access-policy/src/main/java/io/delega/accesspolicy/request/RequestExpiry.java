package io.delega.accesspolicy.request;

import io.delega.accesspolicy.assistant.AssistantState;
import io.delega.accesspolicy.connection.ConnectionState;
import io.delega.contracts.Actor;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/**
 * Notes what nobody can accept any more. The answer to the client looks for itself, so this may be
 * late; any replica may do it.
 */
@ApplicationScoped
class RequestExpiry {
  private static final Actor SELF = Actor.service("access-policy");
  private static final int MOST_AT_ONCE = 100;
  private static final String OVER =
      "select new io.delega.accesspolicy.request.RequestExpiry$Over(r.id, c.state, a.state)"
          + " from Request r, Connection c, Assistant a"
          + " where c.id = r.connection and a.id = r.assistant and r.state = ?1"
          + " and (r.expiresAt <= ?2 or c.state = ?3 or a.state = ?4) order by r.id";

  private final RequestFacts facts;
  private final Clock clock;

  @Inject
  RequestExpiry(RequestFacts facts, Clock clock) {
    this.facts = facts;
    this.clock = clock;
  }

  /** A request that is over, and how what it is about stands. */
  record Over(String id, ConnectionState connection, AssistantState assistant) {
    String reason() {
      return connection == ConnectionState.REVOKED
          ? "connection_revoked"
          : assistant == AssistantState.DELETED ? "assistant_deleted" : "expired";
    }
  }

  @Scheduled(
      every = "${delega.access-policy.sweep:2s}",
      delayed = "3s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> sweep() {
    Instant now = clock.instant();
    return Panache.withSession(() -> over(now))
        .chain(
            found ->
                Multi.createFrom()
                    .iterable(found)
                    .onItem()
                    .transformToUniAndConcatenate(this::note)
                    .collect()
                    .asList())
        .replaceWithVoid();
  }

  private static Uni<List<Over>> over(Instant now) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createQuery(OVER, Over.class)
                    .setParameter(1, RequestState.OPEN)
                    .setParameter(2, now)
                    .setParameter(3, ConnectionState.REVOKED)
                    .setParameter(4, AssistantState.DELETED)
                    .setMaxResults(MOST_AT_ONCE)
                    .getResultList());
  }

  private Uni<Void> note(Over over) {
    return Panache.withTransaction(
        () ->
            Request.<Request>findById(over.id(), LockModeType.PESSIMISTIC_WRITE)
                .chain(
                    row -> {
                      if (row.state != RequestState.OPEN) {
                        return Uni.createFrom().voidItem();
                      }
                      row.end(RequestState.EXPIRED, clock.instant());
                      return facts.expired(row, SELF, over.reason());
                    }));
  }
}
