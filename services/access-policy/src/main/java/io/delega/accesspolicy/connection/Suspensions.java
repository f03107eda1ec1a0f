package io.delega.accesspolicy.connection;

import io.delega.accesspolicy.enforcement.EnforcementStep;
import io.delega.accesspolicy.enforcement.EnforcementSteps;
import io.delega.api.ProblemException;
import io.delega.contracts.Actor;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/**
 * Who keeps a connection suspended: the agency, its client, or both. Each side ends its own
 * suspension only, and the connection goes on when neither is left. What was done before is not
 * done again and answers its step.
 */
@ApplicationScoped
class Suspensions {
  private final EnforcedState enforced;
  private final EnforcementSteps steps;

  @Inject
  Suspensions(EnforcedState enforced, EnforcementSteps steps) {
    this.enforced = enforced;
    this.steps = steps;
  }

  /**
   * How a connection stands after a change.
   *
   * @param step what must be in force
   * @param by {@code agency}, {@code client}: who keeps it suspended
   * @param version of who suspends it; rises with every change
   */
  record Standing(EnforcementStep step, List<String> by, long version) {}

  /**
   * Suspends it for the actor's side; in a transaction of its own.
   *
   * @return fails with 404 when it is another agency's, 409 when it is revoked
   */
  Uni<Standing> suspend(String agency, String id, Actor actor) {
    return change(agency, id, actor, true);
  }

  /** Ends the suspension by the actor's side; in a transaction of its own, failing likewise. */
  Uni<Standing> resume(String agency, String id, Actor actor) {
    return change(agency, id, actor, false);
  }

  private Uni<Standing> change(String agency, String id, Actor actor, boolean suspended) {
    return Panache.withTransaction(
        () ->
            enforced
                .lockedOrNew(id, agency)
                .invoke(row -> requireLiving(row, agency))
                .invoke(row -> set(row, actor, suspended))
                .chain(
                    row ->
                        enforce(row, actor)
                            .map(step -> new Standing(step, by(row), row.suspensionVersion))));
  }

  private static void requireLiving(Connection row, String agency) {
    if (!row.agency.equals(agency)) {
      throw ProblemException.notFound("connection");
    }
    if (row.state == ConnectionState.REVOKED) {
      throw ProblemException.conflict(
          "connection_revoked", "The connection was revoked; connect anew.");
    }
  }

  private static void set(Connection row, Actor actor, boolean suspended) {
    boolean client = Actor.CLIENT.equals(actor.kind());
    if (suspended == (client ? row.suspendedByClient : row.suspendedByAgency)) {
      return;
    }
    row.suspensionVersion++;
    if (client) {
      row.suspendedByClient = suspended;
    } else {
      row.suspendedByAgency = suspended;
    }
  }

  private Uni<EnforcementStep> enforce(Connection row, Actor actor) {
    ConnectionState to = by(row).isEmpty() ? ConnectionState.ACTIVE : ConnectionState.SUSPENDED;
    if (row.state == to) {
      return standing(row, actor);
    }
    row.state = to;
    return enforced
        .publish(row)
        .chain(() -> steps.restrict(row.subject(), "connection", row.id, actor));
  }

  /** Nothing to change: what stands may still be on its way, so that is waited for. */
  private Uni<EnforcementStep> standing(Connection row, Actor actor) {
    return steps
        .latest(row.id)
        .chain(
            step ->
                step != null
                    ? Uni.createFrom().item(step)
                    : steps.restrict(row.subject(), "connection", row.id, actor));
  }

  private static List<String> by(Connection row) {
    if (row.suspendedByAgency) {
      return row.suspendedByClient ? List.of("agency", "client") : List.of("agency");
    }
    return row.suspendedByClient ? List.of("client") : List.of();
  }
}
