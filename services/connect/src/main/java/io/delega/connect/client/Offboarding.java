package io.delega.connect.client;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.delega.api.ProblemException;
import io.delega.connect.ConnectConfig;
import io.delega.connect.Facts;
import io.delega.connect.StoredJson;
import io.delega.connect.connection.Connection;
import io.delega.connect.connection.Connections;
import io.delega.connect.connection.RevocationSteps;
import io.delega.connect.session.Sessions;
import io.delega.contracts.Actor;
import io.delega.contracts.ConnectEvent;
import io.delega.contracts.Ids;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Revokes and destroys everything of a client. It begins in one transaction, goes on by the
 * revocations' stored steps, and ends with a certificate once the last one is done.
 */
@ApplicationScoped
class Offboarding {
  private static final Logger LOG = Logger.getLogger(Offboarding.class);
  private static final TypeReference<JsonNode> JSON = new TypeReference<>() {};
  private static final TypeReference<Certificate> CERTIFICATE = new TypeReference<>() {};

  @Inject Sessions sessions;
  @Inject Connections connections;
  @Inject RevocationSteps steps;
  @Inject Facts facts;
  @Inject ConnectConfig config;
  @Inject Clock clock;

  Uni<Certificate> offboard(String agency, Actor actor, String id) {
    return begin(agency, actor, id).chain(client -> goOn(client));
  }

  private Uni<Client> begin(String agency, Actor actor, String id) {
    return Panache.withTransaction(
        () ->
            Clients.locked(agency, id)
                .call(
                    row ->
                        row.state == ClientState.ACTIVE
                            ? begin(row, actor)
                            : Uni.createFrom().voidItem()));
  }

  private Uni<Void> begin(Client row, Actor actor) {
    row.state = ClientState.OFFBOARDING;
    row.version++;
    row.offboardedByKind = actor.kind();
    row.offboardedById = actor.id();
    row.retryAt = clock.instant().plus(config.retryAfter());
    return sessions
        .cancelAll(row.id, actor, "client_offboarded")
        .chain(() -> Connection.<Connection>list("client", row.id))
        .chain(
            all ->
                Multi.createFrom()
                    .iterable(all)
                    .onItem()
                    .transformToUniAndConcatenate(c -> connections.locked(c.id))
                    .onItem()
                    .transformToUniAndConcatenate(
                        c -> connections.revoke(c, actor, "client_offboarded").replaceWith(c))
                    .collect()
                    .last())
        .replaceWithVoid();
  }

  private Uni<Certificate> goOn(Client client) {
    if (client.state == ClientState.OFFBOARDED) {
      return Uni.createFrom().item(StoredJson.read(client.certificate, CERTIFICATE));
    }
    return Panache.withSession(() -> Connection.<Connection>list("client", client.id))
        .chain(
            all ->
                Multi.createFrom()
                    .iterable(all)
                    .onItem()
                    .transformToUniAndConcatenate(
                        row -> row.gone() ? Uni.createFrom().item(row) : steps.run(row))
                    .collect()
                    .asList())
        .chain(all -> finish(client, all));
  }

  private Uni<Certificate> finish(Client client, List<Connection> all) {
    if (!all.stream().allMatch(Connection::gone)) {
      throw new ProblemException(
              503,
              "offboarding_pending",
              "Everything is revoked; some of it is still being enforced or destroyed. It goes on"
                  + " by itself; repeat the call for the certificate.")
          .header("Retry-After", "5");
    }
    return Panache.withTransaction(
        () ->
            Clients.locked(client.agency, client.id)
                .chain(
                    row ->
                        row.state == ClientState.OFFBOARDED
                            ? Uni.createFrom().item(StoredJson.read(row.certificate, CERTIFICATE))
                            : end(row, all)));
  }

  private Uni<Certificate> end(Client row, List<Connection> all) {
    Certificate certificate =
        new Certificate(
            Ids.next("crt", clock),
            row.id,
            row.agency,
            clock.instant(),
            all.stream()
                .map(
                    c ->
                        new Certificate.Destroyed(
                            c.id,
                            c.provider,
                            StoredJson.read(c.enforcement, JSON),
                            StoredJson.read(c.destruction, JSON)))
                .toList(),
            Certificate.STATEMENT);
    row.state = ClientState.OFFBOARDED;
    row.name = null;
    row.email = null;
    row.externalId = null;
    row.retryAt = null;
    row.certificate = StoredJson.write(certificate);
    row.version++;
    return forgetAccounts(row)
        .chain(
            () ->
                facts.tell(
                    row.agency,
                    new Actor(row.offboardedByKind, row.offboardedById),
                    row.id,
                    row.version,
                    new ConnectEvent.ClientOffboarded(row.id, certificate.id())))
        .replaceWith(certificate);
  }

  /** Account names and the resources in consents are personal too. */
  private static Uni<Void> forgetAccounts(Client row) {
    return Connection.update("account = null where client = ?1", row.id)
        .chain(
            () ->
                Panache.getSession()
                    .chain(
                        s ->
                            s.createMutationQuery(
                                    "update ConnectSession set access = ?1 where client = ?2")
                                .setParameter(1, List.of())
                                .setParameter(2, row.id)
                                .executeUpdate()))
        .replaceWithVoid();
  }

  @Scheduled(every = "5s", concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> resume() {
    return Panache.withSession(
            () ->
                Client.<Client>find(
                        "state = ?1 and retryAt <= ?2", ClientState.OFFBOARDING, clock.instant())
                    .page(0, 10)
                    .list())
        .chain(
            open ->
                Multi.createFrom()
                    .iterable(open)
                    .onItem()
                    .transformToUniAndConcatenate(
                        client ->
                            goOn(client)
                                .replaceWith(true)
                                .onFailure(ProblemException.class)
                                .recoverWithItem(false))
                    .collect()
                    .last())
        .replaceWithVoid()
        .onFailure()
        .invoke(failure -> LOG.warn("Offboarding cannot go on now", failure))
        .onFailure()
        .recoverWithNull();
  }
}
