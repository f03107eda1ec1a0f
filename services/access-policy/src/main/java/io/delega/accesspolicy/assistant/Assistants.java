package io.delega.accesspolicy.assistant;

import io.delega.accesspolicy.AccessPolicyConfig;
import io.delega.accesspolicy.Facts;
import io.delega.accesspolicy.assistant.AssistantResource.NewAssistant;
import io.delega.accesspolicy.enforcement.EnforcementStep;
import io.delega.accesspolicy.enforcement.EnforcementSteps;
import io.delega.accesspolicy.grant.Revocations;
import io.delega.accesspolicy.issuer.TrustedIssuers;
import io.delega.api.ProblemException;
import io.delega.contracts.Actor;
import io.delega.contracts.EnforcementState;
import io.delega.contracts.EventJson;
import io.delega.contracts.Ids;
import io.delega.contracts.PolicyEvent;
import io.delega.contracts.Topic;
import io.delega.idempotency.IdempotencyKey;
import io.delega.outbox.Outbox;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import org.hibernate.exception.ConstraintViolationException;

/** Keeps assistants. */
@ApplicationScoped
public class Assistants {
  private final AccessPolicyConfig config;
  private final Revocations revocations;
  private final EnforcementSteps steps;
  private final Outbox outbox;
  private final TrustedIssuers issuers;
  private final Facts facts;
  private final Clock clock;

  @Inject
  Assistants(
      AccessPolicyConfig config,
      Revocations revocations,
      EnforcementSteps steps,
      Outbox outbox,
      TrustedIssuers issuers,
      Facts facts,
      Clock clock) {
    this.config = config;
    this.revocations = revocations;
    this.steps = steps;
    this.outbox = outbox;
    this.issuers = issuers;
    this.facts = facts;
    this.clock = clock;
  }

  /** The agency's assistant, or 404. */
  public Uni<Assistant> require(String agency, String id) {
    return Panache.withSession(() -> Assistant.<Assistant>findById(id))
        .invoke(row -> requireOwn(row, agency));
  }

  static void requireOwn(Assistant row, String agency) {
    if (row == null || !row.agency.equals(agency) || row.state == AssistantState.DELETED) {
      throw ProblemException.notFound("assistant");
    }
  }

  Uni<Assistant> create(String agency, Actor actor, NewAssistant body, IdempotencyKey key) {
    Assistant row = new Assistant();
    row.id = Ids.next(Ids.ASSISTANT, clock);
    row.agency = agency;
    row.name = body.name();
    row.issuer = body.issuer() == null ? config.issuer() : body.issuer();
    row.subject = body.subject();
    row.state = AssistantState.ACTIVE;
    row.version = 1;
    row.createdAt = clock.instant();
    PolicyEvent created =
        new PolicyEvent.AssistantCreated(row.id, row.name, row.subject, row.issuer);
    return Panache.withTransaction(
            () ->
                key.once(
                    agency,
                    () ->
                        row.<Assistant>persistAndFlush()
                            .call(() -> issuers.changed(row))
                            .call(() -> facts.tell(agency, actor, row.id, row.version, created)),
                    made -> made.id,
                    found -> Assistant.findById(found)))
        .call(issuers::settled)
        .onFailure(Assistants::isTaken)
        .transform(
            failure ->
                ProblemException.conflict(
                    "assistant_exists",
                    "The agency has an assistant with this issuer and subject already."));
  }

  private static boolean isTaken(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConstraintViolationException) {
        return true;
      }
    }
    return false;
  }

  /** The assistant as it now stands, and the step until that is in force. */
  record Standing(Assistant row, EnforcementStep step) {}

  /**
   * Puts it into quarantine, or takes it out; grants stay as they are. Repeating the call changes
   * nothing and answers the first one's step.
   */
  Uni<Standing> stand(String agency, Actor actor, String id, AssistantState to, String reason) {
    return Panache.withTransaction(
        () ->
            Assistant.<Assistant>findById(id, LockModeType.PESSIMISTIC_WRITE)
                .invoke(row -> requireOwn(row, agency))
                .chain(row -> stand(row, actor, to, reason)));
  }

  private Uni<Standing> stand(Assistant row, Actor actor, AssistantState to, String reason) {
    EnforcementState.Assistant state =
        new EnforcementState.Assistant(row.agency, row.id, row.version + 1, to.word());
    if (row.state == to) {
      return steps.latest(state.key()).map(step -> new Standing(row, step));
    }
    row.state = to;
    row.version++;
    return facts
        .tell(
            row.agency,
            actor,
            row.id,
            row.version,
            new PolicyEvent.AssistantStateChanged(row.id, to.word(), reason))
        .chain(
            () -> outbox.append(Topic.ENFORCEMENT_STATE, state.key(), EventJson.writeBytes(state)))
        .chain(
            () ->
                steps.restrict(
                    new EnforcementSteps.Subject(row.agency, state.key(), null, null, row.version),
                    "assistant",
                    row.id,
                    actor))
        .map(step -> new Standing(row, step));
  }

  /**
   * First nothing new can be granted to it, then its grants end, connection by connection.
   * Repeating the call goes on where it stopped; the sweep does so by itself.
   */
  Uni<Void> delete(String agency, Actor actor, String id) {
    return Panache.withTransaction(
            () ->
                Assistant.<Assistant>findById(id, LockModeType.PESSIMISTIC_WRITE)
                    .invoke(
                        row -> {
                          if (row == null || !row.agency.equals(agency)) {
                            throw ProblemException.notFound("assistant");
                          }
                        })
                    .call(row -> markDeleted(row, actor)))
        .chain(row -> revocations.ofAssistant(row.id, actor));
  }

  private Uni<Void> markDeleted(Assistant row, Actor actor) {
    if (row.state == AssistantState.DELETED) {
      return Uni.createFrom().voidItem();
    }
    row.state = AssistantState.DELETED;
    row.version++;
    return issuers
        .changed(row)
        .chain(
            () ->
                facts.tell(
                    row.agency,
                    actor,
                    row.id,
                    row.version,
                    new PolicyEvent.AssistantStateChanged(row.id, row.state.word(), "deleted")));
  }
}
