package io.delega.connect.connection;

import io.delega.api.ProblemException;
import io.delega.connect.Facts;
import io.delega.contracts.Actor;
import io.delega.contracts.ConnectEvent;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Changes connections; each change in the caller's transaction and told in it. */
@ApplicationScoped
public class Connections {
  /** The one who asked runs the steps first; the job comes only when that one died. */
  private static final Duration FIRST_RETRY = Duration.ofSeconds(30);

  private final Facts facts;
  private final Clock clock;

  @Inject
  Connections(Facts facts, Clock clock) {
    this.facts = facts;
    this.clock = clock;
  }

  /** The agency's connection, or 404; for a client only its own. */
  Uni<Connection> require(String agency, String ownClient, String id) {
    return Panache.withSession(() -> Connection.<Connection>findById(id))
        .invoke(row -> requireVisible(row, agency, ownClient));
  }

  static void requireVisible(Connection row, String agency, String ownClient) {
    if (row == null
        || !row.agency.equals(agency)
        || (ownClient != null && !row.client.equals(ownClient))) {
      throw ProblemException.notFound("connection");
    }
  }

  /** The connection locked, or null. */
  public Uni<Connection> locked(String id) {
    return Connection.findById(id, LockModeType.PESSIMISTIC_WRITE);
  }

  /** What the news makes of the connection. */
  public Uni<Void> apply(Connection row, Actor actor, ConnectionState.News news, String reason) {
    if (row.state == ConnectionState.SUSPENDED) {
      row.suspendedFrom = row.suspendedFrom.after(news);
      return Uni.createFrom().voidItem();
    }
    return turn(row, actor, row.state.after(news), reason);
  }

  /**
   * Stores who keeps it suspended, and with nobody left lets it go on as what it would be by now.
   * In the caller's transaction; what is stored already is not told again.
   */
  Uni<Void> suspended(Connection row, Actor actor, boolean byAgency, boolean byClient) {
    if (byAgency == row.suspendedByAgency && byClient == row.suspendedByClient) {
      return Uni.createFrom().voidItem();
    }
    row.suspendedByAgency = byAgency;
    row.suspendedByClient = byClient;
    boolean goesOn = !byAgency && !byClient;
    ConnectionState to = goesOn ? row.suspendedFrom : ConnectionState.SUSPENDED;
    if (goesOn) {
      row.suspendedFrom = null;
    } else if (row.state != ConnectionState.SUSPENDED) {
      row.suspendedFrom = row.state;
    }
    return changed(row, actor, to, Suspension.reason(row));
  }

  private Uni<Void> turn(Connection row, Actor actor, ConnectionState to, String reason) {
    return row.state == to ? Uni.createFrom().voidItem() : changed(row, actor, to, reason);
  }

  private Uni<Void> changed(Connection row, Actor actor, ConnectionState to, String reason) {
    ConnectionState from = row.state;
    row.state = to;
    row.reason = reason;
    row.changedAt = clock.instant();
    row.version++;
    return facts.tell(
        row.agency,
        actor,
        row.id,
        row.version,
        new ConnectEvent.ConnectionStateChanged(
            row.id, row.client, from.word(), to.word(), reason));
  }

  /** Revokes; the steps that must follow are stored with it. A revoked one stays as it is. */
  public Uni<Void> revoke(Connection row, Actor actor, String reason) {
    if (row.state == ConnectionState.REVOKED) {
      return Uni.createFrom().voidItem();
    }
    Instant now = clock.instant();
    row.state = ConnectionState.REVOKED;
    row.reason = reason;
    row.changedAt = now;
    row.version++;
    row.revokedByKind = actor.kind();
    row.revokedById = actor.id();
    row.retryAt = now.plus(FIRST_RETRY);
    return facts
        .told(
            row.agency,
            actor,
            row.id,
            row.version,
            new ConnectEvent.ConnectionRevoked(row.id, row.client, reason))
        .invoke(id -> row.revokedEvent = id)
        .replaceWithVoid();
  }

  /** Revokes in a transaction of its own. */
  Uni<Connection> revoke(String agency, String ownClient, Actor actor, String id, String reason) {
    return Panache.withTransaction(
        () ->
            locked(id)
                .invoke(row -> requireVisible(row, agency, ownClient))
                .call(row -> revoke(row, actor, reason)));
  }
}
