package io.delega.connect.session;

import io.delega.connect.Facts;
import io.delega.connect.client.Client;
import io.delega.connect.client.ClientState;
import io.delega.connect.client.Clients;
import io.delega.connect.connection.Connection;
import io.delega.connect.connection.ConnectionState;
import io.delega.connect.connection.Connections;
import io.delega.connect.integration.Integration;
import io.delega.connect.session.Connecting.Result;
import io.delega.contracts.Actor;
import io.delega.contracts.ConnectEvent;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;

/**
 * What a successful exchange makes: attempt, session and connection change in one transaction, with
 * the events, once. Locks are taken in the order client, session, attempt, connection.
 */
@ApplicationScoped
class Completion {
  private final Connections connections;
  private final Sessions sessions;
  private final Facts facts;
  private final Clock clock;

  @Inject
  Completion(Connections connections, Sessions sessions, Facts facts, Clock clock) {
    this.connections = connections;
    this.sessions = sessions;
    this.facts = facts;
    this.clock = clock;
  }

  private record Locked(Client client, ConnectSession session, Attempt attempt) {}

  Uni<Result> complete(String attempt, String account) {
    return Panache.withTransaction(() -> lock(attempt).chain(all -> complete(all, account)));
  }

  /** What a succeeded attempt led to. */
  Uni<Result> resultOf(String session) {
    return sessions
        .byId(session)
        .map(row -> row.status.connected() ? Result.DONE : Result.TOO_LATE);
  }

  /** Nothing is loaded before it is locked, so that nothing old is looked at. */
  private static Uni<Locked> lock(String attempt) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createQuery(
                        "select s.agency, s.client, s.id from ConnectSession s"
                            + " join Attempt a on a.session = s.id where a.id = ?1",
                        Object[].class)
                    .setParameter(1, attempt)
                    .getSingleResult())
        .chain(
            names ->
                Clients.locked((String) names[0], (String) names[1])
                    .chain(client -> lock(client, (String) names[2], attempt)));
  }

  private static Uni<Locked> lock(Client client, String session, String attempt) {
    return Sessions.locked(session)
        .chain(row -> Attempts.locked(attempt).map(a -> new Locked(client, row, a)));
  }

  private Uni<Result> complete(Locked all, String account) {
    ConnectSession session = all.session();
    if (all.attempt().status == Attempt.Status.SUCCEEDED) {
      return Uni.createFrom().item(session.status.connected() ? Result.DONE : Result.TOO_LATE);
    }
    all.attempt().become(Attempt.Status.SUCCEEDED, null, clock.instant());
    boolean kept =
        all.client().state == ClientState.ACTIVE
            && (session.status == SessionStatus.OPEN || session.status.connected());
    return connections
        .locked(session.connection)
        .chain(
            found -> {
              if (found != null) {
                return renewed(found, session, account, kept);
              }
              return kept
                  ? established(session, account).replaceWith(Result.DONE)
                  : discarded(session).replaceWith(Result.TOO_LATE);
            });
  }

  private Uni<Result> renewed(
      Connection row, ConnectSession session, String account, boolean kept) {
    if (row.state == ConnectionState.REVOKED || !kept) {
      return Uni.createFrom().item(Result.TOO_LATE);
    }
    row.account = account == null ? row.account : account;
    Actor actor = new Actor(Actor.CLIENT, session.client);
    return connections
        .apply(row, actor, ConnectionState.News.CONNECTED_AGAIN, "connected_again")
        .call(
            () ->
                session.reconnect && session.status == SessionStatus.OPEN
                    ? sessions.end(session, actor, SessionStatus.COMPLETED, null)
                    : Uni.createFrom().voidItem())
        .replaceWith(Result.DONE);
  }

  private Uni<Void> established(ConnectSession session, String account) {
    session.status = SessionStatus.ESTABLISHED;
    session.version++;
    return fresh(session, account)
        .chain(
            row ->
                facts.tell(
                    row.agency,
                    new Actor(Actor.CLIENT, row.client),
                    row.id,
                    row.version,
                    new ConnectEvent.ConnectionEstablished(
                        row.id,
                        row.client,
                        row.provider,
                        row.integration,
                        session.id,
                        new ConnectEvent.Consent(account, session.access),
                        session.definition)));
  }

  /** The session was over: what token-vault has must go, and nothing was ever allowed with it. */
  private Uni<Void> discarded(ConnectSession session) {
    return fresh(session, null)
        .invoke(row -> row.enforcement = "{\"confirmed\":0,\"expired\":0}")
        .chain(row -> connections.revoke(row, Actor.service("connect"), "session_over"));
  }

  private Uni<Connection> fresh(ConnectSession session, String account) {
    Connection row = new Connection();
    row.id = session.connection;
    row.agency = session.agency;
    row.client = session.client;
    row.integration = session.integration;
    row.account = account;
    row.state = ConnectionState.PENDING;
    row.version = 1;
    row.createdAt = clock.instant();
    row.changedAt = row.createdAt;
    return Integration.<Integration>findById(session.integration)
        .invoke(integration -> row.provider = integration.provider)
        .chain(() -> row.persist());
  }
}
