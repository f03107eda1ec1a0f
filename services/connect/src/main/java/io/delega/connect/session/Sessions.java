package io.delega.connect.session;

import io.delega.api.ProblemException;
import io.delega.connect.Facts;
import io.delega.connect.Secrecy;
import io.delega.contracts.Actor;
import io.delega.contracts.ConnectEvent;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Finds and ends sessions. */
@ApplicationScoped
public class Sessions {
  private final Facts facts;
  private final Clock clock;

  @Inject
  Sessions(Facts facts, Clock clock) {
    this.facts = facts;
    this.clock = clock;
  }

  /** The session that a link opens, in whatever state it is. */
  public Uni<Optional<ConnectSession>> byLink(String link) {
    if (!Secrecy.shaped(link)) {
      return Uni.createFrom().item(Optional.empty());
    }
    return Panache.withSession(
            () -> ConnectSession.<ConnectSession>find("linkHash", Secrecy.hash(link)).firstResult())
        .map(Optional::ofNullable);
  }

  /** The session of that id, whatever the agency; for whom a cookie has already identified. */
  public Uni<ConnectSession> byId(String id) {
    return Panache.withSession(() -> ConnectSession.findById(id));
  }

  Uni<ConnectSession> require(String agency, String id) {
    return byId(id).invoke(row -> requireVisible(row, agency));
  }

  private static void requireVisible(ConnectSession row, String agency) {
    if (row == null || !row.agency.equals(agency)) {
      throw ProblemException.notFound("connect session");
    }
  }

  /** The session locked, or null; in the caller's transaction. */
  static Uni<ConnectSession> locked(String id) {
    return ConnectSession.findById(id, LockModeType.PESSIMISTIC_WRITE);
  }

  /** Cancels an open session; one that has ended otherwise is answered as it is. */
  public Uni<ConnectSession> cancel(String agency, Actor actor, String id, String reason) {
    return Panache.withTransaction(
        () ->
            locked(id)
                .invoke(row -> requireVisible(row, agency))
                .call(
                    row ->
                        row.status == SessionStatus.OPEN
                            ? end(row, actor, SessionStatus.CANCELLED, reason)
                            : Uni.createFrom().voidItem()));
  }

  /** Cancels a client's open sessions in the caller's transaction. */
  public Uni<Void> cancelAll(String client, Actor actor, String reason) {
    return ConnectSession.<ConnectSession>find(
            "client = ?1 and status = ?2", client, SessionStatus.OPEN)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .list()
        .chain(
            open ->
                Multi.createFrom()
                    .iterable(open)
                    .onItem()
                    .transformToUniAndConcatenate(
                        row -> end(row, actor, SessionStatus.CANCELLED, reason))
                    .collect()
                    .last())
        .replaceWithVoid();
  }

  /** Ends a locked session. */
  Uni<Void> end(ConnectSession row, Actor actor, SessionStatus to, String reason) {
    row.status = to;
    row.version++;
    return facts.tell(
        row.agency,
        actor,
        row.id,
        row.version,
        new ConnectEvent.SessionEnded(row.id, row.client, to.word(), reason));
  }

  /** The consent of the session is enforced everywhere. */
  public Uni<ConnectSession> complete(String id, Actor actor, List<String> grants) {
    return locked(id)
        .call(
            row -> {
              if (row == null || row.status != SessionStatus.ESTABLISHED) {
                return Uni.createFrom().voidItem();
              }
              row.grants = List.copyOf(grants);
              return end(row, actor, SessionStatus.COMPLETED, null);
            });
  }

  /** Expires sessions whose time is over and in which nobody is at the provider any more. */
  Uni<Void> expire() {
    return Panache.withTransaction(
            () ->
                ConnectSession.<ConnectSession>find(
                        "from ConnectSession s where s.status = ?1 and s.expiresAt <= ?2 and not exists"
                            + " (select 1 from Attempt a where a.session = s.id and a.status in (?3, ?4)"
                            + " and a.expiresAt > ?2)",
                        SessionStatus.OPEN,
                        clock.instant(),
                        Attempt.Status.STARTED,
                        Attempt.Status.EXCHANGING)
                    .page(0, 100)
                    .withLock(LockModeType.PESSIMISTIC_WRITE)
                    .list()
                    .chain(
                        over ->
                            Multi.createFrom()
                                .iterable(over)
                                .filter(row -> row.status == SessionStatus.OPEN)
                                .onItem()
                                .transformToUniAndConcatenate(
                                    row ->
                                        end(
                                            row,
                                            Actor.service("connect"),
                                            SessionStatus.EXPIRED,
                                            null))
                                .collect()
                                .last()))
        .replaceWithVoid();
  }
}
