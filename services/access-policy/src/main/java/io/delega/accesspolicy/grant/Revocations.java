package io.delega.accesspolicy.grant;

import io.delega.accesspolicy.Facts;
import io.delega.accesspolicy.connection.Connection;
import io.delega.accesspolicy.connection.ConnectionState;
import io.delega.accesspolicy.connection.EnforcedState;
import io.delega.accesspolicy.enforcement.EnforcementStep;
import io.delega.accesspolicy.enforcement.EnforcementSteps;
import io.delega.api.ProblemException;
import io.delega.contracts.Actor;
import io.delega.contracts.PolicyEvent;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;

/** Ends grants. Each change locks the connection first, so that its versions have one order. */
@ApplicationScoped
public class Revocations {
  private static final List<GrantState> LIVING = List.of(GrantState.ACTIVE, GrantState.SUSPENDED);

  private final EnforcedState enforced;
  private final Consents consents;
  private final EnforcementSteps steps;
  private final Facts facts;
  private final Clock clock;

  @Inject
  Revocations(
      EnforcedState enforced, Consents consents, EnforcementSteps steps, Facts facts, Clock clock) {
    this.enforced = enforced;
    this.consents = consents;
    this.steps = steps;
    this.facts = facts;
    this.clock = clock;
  }

  /** Revokes one grant and answers its step, the first one's when it was revoked before. */
  Uni<EnforcementStep> grant(Grant found, Actor actor) {
    return Panache.withTransaction(
        () ->
            enforced
                .locked(found.connection)
                .chain(
                    connection ->
                        Grant.<Grant>findById(found.id)
                            .chain(grant -> grant(connection, grant, actor))));
  }

  private Uni<EnforcementStep> grant(Connection connection, Grant grant, Actor actor) {
    if (grant.state == GrantState.REVOKED) {
      return EnforcementStep.findById(grant.revocation);
    }
    return several(connection, List.of(grant), actor);
  }

  /** Revokes several grants of one connection, in the transaction that has locked it. */
  Uni<EnforcementStep> several(Connection connection, List<Grant> grants, Actor actor) {
    boolean byClient = Actor.CLIENT.equals(actor.kind());
    return end(connection, grants, byClient ? "revoked_by_client" : "revoked", actor)
        .call(
            () ->
                Multi.createFrom()
                    .iterable(
                        byClient
                            ? grants.stream().map(grant -> grant.assistant).distinct().toList()
                            : List.<String>of())
                    .onItem()
                    .transformToUniAndConcatenate(
                        assistant -> consents.withdraw(connection.id, assistant))
                    .collect()
                    .asList());
  }

  /**
   * Revokes a connection with all its grants, in the caller's transaction; one that was not
   * established yet never will be.
   *
   * @throws ProblemException 404 when it is another agency's
   */
  public Uni<EnforcementStep> connection(String agency, String id, Actor actor, String reason) {
    return enforced
        .lockedOrNew(id, agency)
        .invoke(
            row -> {
              if (!row.agency.equals(agency)) {
                throw ProblemException.notFound("connection");
              }
            })
        .chain(
            row ->
                row.state == ConnectionState.REVOKED
                    ? EnforcementStep.findById(row.revocation)
                    : revoke(row, actor, reason));
  }

  private Uni<EnforcementStep> revoke(Connection row, Actor actor, String reason) {
    row.state = ConnectionState.REVOKED;
    return living("connection", row.id)
        .chain(grants -> end(row, grants, reason, actor))
        .invoke(step -> row.revocation = step.id);
  }

  /** Revokes everything an assistant has; answers once it is in force. */
  public Uni<Void> ofAssistant(String assistant, Actor actor) {
    return Panache.withSession(() -> living("assistant", assistant))
        .map(grants -> grants.stream().map(grant -> grant.connection).distinct().toList())
        .chain(
            connections ->
                Multi.createFrom()
                    .iterable(connections)
                    .onItem()
                    .transformToUniAndConcatenate(id -> ofAssistant(assistant, id, actor))
                    .onItem()
                    .transformToUniAndMerge(steps::finish)
                    .collect()
                    .asList())
        .replaceWithVoid();
  }

  private Uni<EnforcementStep> ofAssistant(String assistant, String connection, Actor actor) {
    return Panache.withTransaction(
        () ->
            enforced
                .locked(connection)
                .chain(
                    row ->
                        Grant.<Grant>list(
                                "assistant = ?1 and connection = ?2 and state in ?3",
                                assistant,
                                connection,
                                LIVING)
                            .chain(grants -> end(row, grants, "assistant_deleted", actor))));
  }

  private static Uni<List<Grant>> living(String field, String value) {
    return Grant.list(field + " = ?1 and state in ?2 order by id", value, LIVING);
  }

  private Uni<EnforcementStep> end(Connection row, List<Grant> grants, String reason, Actor actor) {
    return Multi.createFrom()
        .iterable(grants)
        .onItem()
        .transformToUniAndConcatenate(grant -> revoked(grant, reason, actor))
        .collect()
        .asList()
        .call(() -> enforced.publish(row))
        .chain(
            () ->
                steps.begin(
                    EnforcementStep.Kind.REVOCATION,
                    row.subject(),
                    null,
                    grants.stream().map(grant -> grant.id).toList(),
                    actor))
        .invoke(
            step ->
                grants.forEach(
                    grant -> {
                      grant.revocation = step.id;
                      grant.endedAt = step.startedAt;
                    }));
  }

  private Uni<Void> revoked(Grant grant, String reason, Actor actor) {
    grant.state = GrantState.REVOKED;
    grant.endedAt = clock.instant();
    grant.version++;
    return facts
        .told(
            grant.agency,
            actor,
            grant.id,
            grant.version,
            new PolicyEvent.GrantRevoked(
                grant.id, grant.assistant, grant.connection, grant.client, reason))
        .invoke(id -> grant.revokedEvent = id)
        .replaceWithVoid();
  }
}
