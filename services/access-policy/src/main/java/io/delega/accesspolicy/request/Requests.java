package io.delega.accesspolicy.request;

import io.delega.accesspolicy.AccessPolicyConfig;
import io.delega.accesspolicy.assistant.Assistant;
import io.delega.accesspolicy.assistant.AssistantState;
import io.delega.accesspolicy.assistant.Assistants;
import io.delega.accesspolicy.connection.Connection;
import io.delega.accesspolicy.connection.ConnectionState;
import io.delega.accesspolicy.connection.EnforcedState;
import io.delega.accesspolicy.grant.GrantRequest;
import io.delega.accesspolicy.provider.Definitions;
import io.delega.api.ProblemException;
import io.delega.contracts.Actor;
import io.delega.contracts.Ids;
import io.delega.contracts.Permission;
import io.delega.idempotency.IdempotencyKey;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The agency's side: to ask, within what could be granted at all. */
@ApplicationScoped
public class Requests {
  /** A client is not to be worn down with questions. */
  private static final int MOST_OPEN = 20;

  private final AccessPolicyConfig config;
  private final EnforcedState enforced;
  private final Assistants assistants;
  private final Definitions definitions;
  private final RequestFacts facts;
  private final Clock clock;

  @Inject
  Requests(
      AccessPolicyConfig config,
      EnforcedState enforced,
      Assistants assistants,
      Definitions definitions,
      RequestFacts facts,
      Clock clock) {
    this.config = config;
    this.enforced = enforced;
    this.assistants = assistants;
    this.definitions = definitions;
    this.facts = facts;
    this.clock = clock;
  }

  /**
   * The agency's request, or 404.
   *
   * @param client whose alone it must be; null for any
   */
  Uni<Request> require(String agency, String client, String id) {
    return Panache.withSession(() -> Request.<Request>findById(id))
        .invoke(
            row -> {
              if (row == null
                  || !row.agency.equals(agency)
                  || (client != null && !client.equals(row.client))) {
                throw ProblemException.notFound("access request");
              }
            });
  }

  Uni<Request> create(String agency, Actor actor, NewRequest body, IdempotencyKey key) {
    return Panache.withTransaction(
        () ->
            key.once(
                agency,
                () -> create(agency, actor, body),
                made -> made.id,
                id -> Request.findById(id)));
  }

  private Uni<Request> create(String agency, Actor actor, NewRequest body) {
    Instant expiresAt = expiry(body.expiresIn());
    return enforced
        .locked(body.connection())
        .invoke(row -> requireUsable(row, agency))
        .call(row -> requireFewOpen(row.id))
        .chain(
            row ->
                stated(row, body)
                    .chain(
                        permissions ->
                            assistants
                                .require(agency, body.assistant())
                                .invoke(Requests::requireActive)
                                .chain(
                                    assistant ->
                                        definitions
                                            .version(agency, row.provider)
                                            .chain(
                                                version ->
                                                    keep(
                                                        row,
                                                        assistant,
                                                        body,
                                                        permissions,
                                                        version,
                                                        expiresAt)))))
        .call(made -> facts.requested(made, actor));
  }

  private static void requireUsable(Connection row, String agency) {
    if (row == null || !row.agency.equals(agency)) {
      throw ProblemException.notFound("connection");
    }
    if (row.state == ConnectionState.REVOKED) {
      throw ProblemException.conflict(
          "connection_revoked", "The connection was revoked; connect anew.");
    }
  }

  private static void requireActive(Assistant row) {
    if (row.state == AssistantState.QUARANTINED) {
      throw ProblemException.conflict(
          "assistant_quarantined", "The assistant is in quarantine; end that first.");
    }
  }

  /** The permissions as the client reads them, and would grant them. */
  private Uni<List<Permission>> stated(Connection row, NewRequest body) {
    return definitions
        .find(row.agency, row.provider)
        .map(
            found ->
                GrantRequest.stated(
                    body.permissions(),
                    found.orElseThrow(
                        () ->
                            ProblemException.conflict(
                                "provider_unknown",
                                "The provider's definition has not arrived yet; try again."))))
        .invoke(() -> GrantRequest.checkLimits(body.within(), clock.instant()));
  }

  private static Uni<Void> requireFewOpen(String connection) {
    return Request.count("connection = ?1 and state = ?2", connection, RequestState.OPEN)
        .invoke(
            open -> {
              if (open >= MOST_OPEN) {
                throw ProblemException.conflict(
                    "too_many_access_requests",
                    "The client has " + open + " open requests on this connection already.");
              }
            })
        .replaceWithVoid();
  }

  private Instant expiry(Long expiresIn) {
    Duration longest = config.requestLifetimeMax();
    if (expiresIn != null && expiresIn > longest.toSeconds()) {
      throw ProblemException.invalid("expiresIn", "at most " + longest.toSeconds() + " seconds.");
    }
    Duration life = expiresIn == null ? config.requestLifetime() : Duration.ofSeconds(expiresIn);
    return clock.instant().plus(life).truncatedTo(ChronoUnit.MILLIS);
  }

  /** The agency's words about a client that was offboarded, in the caller's transaction. */
  public Uni<Void> forget(String client) {
    return Request.update("reason = null, permissions = ?1 where client = ?2", List.of(), client)
        .replaceWithVoid();
  }

  private Uni<Request> keep(
      Connection connection,
      Assistant assistant,
      NewRequest body,
      List<Permission> permissions,
      Long definition,
      Instant expiresAt) {
    Request row = new Request();
    row.id = Ids.next(Ids.REQUEST, clock);
    row.agency = connection.agency;
    row.client = connection.client;
    row.connection = connection.id;
    row.assistant = assistant.id;
    row.assistantName = assistant.name;
    row.state = RequestState.OPEN;
    row.permissions = permissions;
    row.definition = definition;
    row.limits = body.within();
    row.reason = body.reason();
    row.version = 1;
    row.createdAt = clock.instant();
    row.expiresAt = expiresAt;
    return row.persist();
  }
}
