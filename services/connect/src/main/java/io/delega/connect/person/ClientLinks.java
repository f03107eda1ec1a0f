package io.delega.connect.person;

import io.delega.api.ProblemException;
import io.delega.connect.ConnectConfig;
import io.delega.connect.Facts;
import io.delega.connect.Secrecy;
import io.delega.connect.client.Client;
import io.delega.connect.client.ClientState;
import io.delega.connect.client.Clients;
import io.delega.contracts.Actor;
import io.delega.contracts.ConnectEvent;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Issues and spends the one-time links to clients' own pages. */
@ApplicationScoped
public class ClientLinks {
  private final ConnectConfig config;
  private final Facts facts;
  private final Clock clock;

  @Inject
  ClientLinks(ConnectConfig config, Facts facts, Clock clock) {
    this.config = config;
    this.facts = facts;
    this.clock = clock;
  }

  /** A link, which is nowhere but here. */
  public record Issued(String url, Instant expiresAt) {
    @Override
    public String toString() {
      return "Issued[redacted]";
    }
  }

  /** Issues one for an active client of the agency. */
  public Uni<Issued> issue(String agency, Actor actor, String client) {
    Secrecy code = Secrecy.create();
    Instant now = clock.instant();
    ClientLink link = new ClientLink();
    link.codeHash = code.hash();
    link.agency = agency;
    link.client = client;
    link.createdAt = now;
    link.expiresAt = now.plus(config.linkLifetime()).truncatedTo(ChronoUnit.MILLIS);
    return Panache.withTransaction(
            () ->
                Clients.locked(agency, client)
                    .invoke((Client row) -> Clients.requireActive(row))
                    .call(() -> link.persist())
                    .invoke(row -> row.version++)
                    .chain(
                        row ->
                            facts.tell(
                                agency,
                                actor,
                                client,
                                row.version,
                                new ConnectEvent.ClientLinkIssued(client, link.expiresAt))))
        .replaceWith(new Issued(config.url("/me/" + code.value()), link.expiresAt));
  }

  /**
   * Spends a code.
   *
   * @throws ProblemException 410 {@code link_gone}, whether unknown, used or expired
   */
  Uni<Client> spend(String code) {
    if (!Secrecy.shaped(code)) {
      throw gone();
    }
    return Panache.withTransaction(
        () ->
            ClientLink.<ClientLink>findById(Secrecy.hash(code), LockModeType.PESSIMISTIC_WRITE)
                .invoke(this::use)
                .chain(link -> Clients.locked(link.agency, link.client))
                .invoke(
                    row -> {
                      if (row.state != ClientState.ACTIVE) {
                        throw gone();
                      }
                      row.version++;
                    })
                .call(
                    row ->
                        facts.tell(
                            row.agency,
                            new Actor(Actor.CLIENT, row.id),
                            row.id,
                            row.version,
                            new ConnectEvent.ClientSignedIn(row.id))));
  }

  private void use(ClientLink link) {
    Instant now = clock.instant();
    if (link == null || link.usedAt != null || !now.isBefore(link.expiresAt)) {
      throw gone();
    }
    link.usedAt = now;
  }

  private static ProblemException gone() {
    return new ProblemException(
        410, "link_gone", "The link is unknown, used or expired; ask the agency for a new one.");
  }
}
