package io.delega.connect.client;

import io.delega.api.ProblemException;
import io.delega.api.Version;
import io.delega.connect.Facts;
import io.delega.connect.client.ClientResource.Change;
import io.delega.connect.client.ClientResource.NewClient;
import io.delega.contracts.Actor;
import io.delega.contracts.ConnectEvent;
import io.delega.contracts.ConnectEvent.Person;
import io.delega.contracts.Ids;
import io.delega.idempotency.IdempotencyKey;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.util.Optional;

/** Keeps clients. */
@ApplicationScoped
public class Clients {
  private final Facts facts;
  private final Clock clock;

  @Inject
  Clients(Facts facts, Clock clock) {
    this.facts = facts;
    this.clock = clock;
  }

  /** The agency's client of that id, if there is one. */
  public Uni<Optional<Client>> find(String agency, String id) {
    return Panache.withSession(
            () -> Client.<Client>find("id = ?1 and agency = ?2", id, agency).firstResult())
        .map(Optional::ofNullable);
  }

  /** The agency's client, or 404. */
  public Uni<Client> require(String agency, String id) {
    return find(agency, id)
        .map(found -> found.orElseThrow(() -> ProblemException.notFound("client")));
  }

  /** The same in the caller's transaction, locked: nothing about this client changes meanwhile. */
  public static Uni<Client> locked(String agency, String id) {
    return Client.<Client>findById(id, LockModeType.PESSIMISTIC_WRITE)
        .invoke(
            row -> {
              if (row == null || !row.agency.equals(agency)) {
                throw ProblemException.notFound("client");
              }
            });
  }

  /** 409 {@code client_offboarded} unless new things may begin for the client. */
  public static void requireActive(Client client) {
    if (client.state != ClientState.ACTIVE) {
      throw ProblemException.conflict("client_offboarded", "The client was offboarded.");
    }
  }

  Uni<Client> create(String agency, Actor actor, NewClient body, IdempotencyKey key) {
    Client row = new Client();
    row.id = Ids.next(Ids.CLIENT, clock);
    row.agency = agency;
    row.state = ClientState.ACTIVE;
    row.name = body.name();
    row.email = body.email();
    row.externalId = body.externalId();
    row.locale = body.locale();
    row.version = 1;
    row.createdAt = clock.instant();
    return Panache.withTransaction(
        () ->
            key.once(agency, () -> create(row, actor), made -> made.id, id -> Client.findById(id)));
  }

  private Uni<Client> create(Client row, Actor actor) {
    return row.<Client>persist()
        .call(
            () ->
                facts.tell(
                    row.agency,
                    actor,
                    row.id,
                    row.version,
                    new ConnectEvent.ClientCreated(row.id, row.locale, person(row))));
  }

  Uni<Client> change(String agency, Actor actor, String id, Change body, String ifMatch) {
    return Panache.withTransaction(
        () ->
            locked(agency, id)
                .invoke(Clients::requireActive)
                .invoke(row -> Version.require(ifMatch, row.version))
                .invoke(row -> apply(row, body))
                .call(
                    row ->
                        facts.tell(
                            agency,
                            actor,
                            row.id,
                            row.version,
                            new ConnectEvent.ClientUpdated(row.id, row.locale, person(row)))));
  }

  private static void apply(Client row, Change body) {
    row.name = body.name() == null ? row.name : body.name();
    row.email = body.email() == null ? row.email : body.email();
    row.externalId = body.externalId() == null ? row.externalId : body.externalId();
    row.locale = body.locale() == null ? row.locale : body.locale();
    row.version++;
  }

  private static Person person(Client row) {
    return new Person(row.name, row.email, row.externalId);
  }
}
