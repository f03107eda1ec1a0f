package io.delega.accesspolicy.grant;

import io.delega.accesspolicy.assistant.Assistant;
import io.delega.accesspolicy.assistant.AssistantState;
import io.delega.accesspolicy.connection.Connection;
import io.delega.accesspolicy.connection.ConnectionState;
import io.delega.accesspolicy.connection.EnforcedState;
import io.delega.accesspolicy.enforcement.EnforcementStep;
import io.delega.accesspolicy.enforcement.EnforcementSteps;
import io.delega.accesspolicy.grant.GrantResource.NewGrant;
import io.delega.accesspolicy.provider.Definitions;
import io.delega.api.ProblemException;
import io.delega.catalogue.ProviderDefinition;
import io.delega.contracts.Actor;
import io.delega.contracts.Limits;
import io.delega.contracts.Permission;
import io.delega.idempotency.IdempotencyKey;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.util.List;

/** Grants by the agency, within the clients' consents. */
@ApplicationScoped
class Grants {
  private final EnforcedState enforced;
  private final Definitions definitions;
  private final GrantMaker maker;
  private final EnforcementSteps steps;
  private final Clock clock;

  @Inject
  Grants(
      EnforcedState enforced,
      Definitions definitions,
      GrantMaker maker,
      EnforcementSteps steps,
      Clock clock) {
    this.enforced = enforced;
    this.definitions = definitions;
    this.maker = maker;
    this.steps = steps;
    this.clock = clock;
  }

  /** A grant that is stored, and the step until it is in force. */
  record Made(Grant grant, EnforcementStep step) {}

  /**
   * The agency's grant, or 404.
   *
   * @param client whose alone it must be; null for any
   */
  Uni<Grant> require(String agency, String client, String id) {
    return Panache.withSession(() -> Grant.<Grant>findById(id))
        .invoke(
            row -> {
              if (row == null
                  || !row.agency.equals(agency)
                  || (client != null && !client.equals(row.client))) {
                throw ProblemException.notFound("grant");
              }
            });
  }

  Uni<Made> create(String agency, Actor actor, NewGrant body, IdempotencyKey key) {
    return Panache.withTransaction(
        () ->
            key.once(
                agency,
                () -> create(agency, actor, body),
                made -> made.grant().id + " " + made.step().id,
                Grants::made));
  }

  private static Uni<Made> made(String ids) {
    String[] both = ids.split(" ");
    return Grant.<Grant>findById(both[0])
        .chain(
            grant ->
                EnforcementStep.<EnforcementStep>findById(both[1])
                    .map(step -> new Made(grant, step)));
  }

  private Uni<Made> create(String agency, Actor actor, NewGrant body) {
    return enforced
        .locked(body.connection())
        .invoke(row -> requireUsable(row, agency))
        .call(() -> requireAssistant(agency, body.assistant()))
        .chain(row -> terms(row, body).chain(terms -> make(row, terms, actor)));
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

  private static Uni<Void> requireAssistant(String agency, String id) {
    return Assistant.<Assistant>findById(id, LockModeType.PESSIMISTIC_READ)
        .invoke(
            row -> {
              if (row == null
                  || !row.agency.equals(agency)
                  || row.state == AssistantState.DELETED) {
                throw ProblemException.notFound("assistant");
              }
            })
        .replaceWithVoid();
  }

  /** What is granted, which the client must have agreed to. */
  private Uni<GrantMaker.Terms> terms(Connection row, NewGrant body) {
    return definitions
        .find(row.agency, row.provider)
        .map(
            found ->
                found.orElseThrow(
                    () ->
                        ProblemException.conflict(
                            "provider_unknown",
                            "The provider's definition has not arrived yet; try again.")))
        .chain(definition -> terms(row, body, definition));
  }

  private Uni<GrantMaker.Terms> terms(Connection row, NewGrant body, ProviderDefinition provider) {
    List<Permission> asked = GrantRequest.stated(body.permissions(), provider);
    Limits wanted = body.limits() == null ? Limits.NONE : body.limits();
    GrantRequest.checkLimits(wanted, clock.instant());
    return Consents.given(row.id, body.assistant(), provider)
        .map(
            consents ->
                ConsentCheck.within(consents, asked, wanted)
                    .filter(
                        within ->
                            within.limits().expiresAt() == null
                                || within.limits().expiresAt().isAfter(clock.instant()))
                    .orElseThrow(ConsentCheck::beyond))
        .map(
            within ->
                new GrantMaker.Terms(
                    body.assistant(),
                    asked,
                    within.limits(),
                    within.counters(),
                    within.definition(),
                    Grant.BY_AGENCY));
  }

  private Uni<Made> make(Connection row, GrantMaker.Terms terms, Actor actor) {
    return maker
        .make(row, terms, actor)
        .call(() -> enforced.publishMore(row))
        .chain(
            grant ->
                steps
                    .begin(
                        EnforcementStep.Kind.GRANT, row.subject(), null, List.of(grant.id), actor)
                    .map(step -> new Made(grant, step)));
  }
}
