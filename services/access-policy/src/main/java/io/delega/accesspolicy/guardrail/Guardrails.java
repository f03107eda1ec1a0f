package io.delega.accesspolicy.guardrail;

import io.delega.accesspolicy.Facts;
import io.delega.accesspolicy.enforcement.EnforcementStep;
import io.delega.accesspolicy.enforcement.EnforcementSteps;
import io.delega.api.ProblemException;
import io.delega.api.Version;
import io.delega.contracts.Actor;
import io.delega.contracts.EnforcementState;
import io.delega.contracts.EventJson;
import io.delega.contracts.PolicyEvent;
import io.delega.contracts.Topic;
import io.delega.outbox.Outbox;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;

/** Keeps guardrails, and puts all of an owner as one record into the enforced state. */
@ApplicationScoped
public class Guardrails {
  /** Of one owner. */
  private static final int MOST = 100;

  private final EnforcementSteps steps;
  private final Outbox outbox;
  private final Facts facts;
  private final Clock clock;

  @Inject
  Guardrails(EnforcementSteps steps, Outbox outbox, Facts facts, Clock clock) {
    this.steps = steps;
    this.outbox = outbox;
    this.facts = facts;
    this.clock = clock;
  }

  /** A guardrail as it was stored, and the step until it is in force. */
  record Stored(Guardrail row, boolean fresh, EnforcementStep step) {}

  /** The owner's guardrail, or 404. */
  Uni<Guardrail> require(Owner owner, String name) {
    return Panache.withSession(() -> Guardrail.<Guardrail>findById(Guardrail.id(owner, name)))
        .onItem()
        .ifNull()
        .failWith(() -> ProblemException.notFound("guardrail"));
  }

  /** Stores a text that was checked; the same text again changes nothing. */
  Uni<Stored> set(Owner owner, String name, String text, String ifMatch, Actor actor) {
    return Panache.withTransaction(
        () ->
            GuardrailOwner.locked(owner)
                .chain(
                    whole ->
                        Guardrail.<Guardrail>findById(Guardrail.id(owner, name))
                            .invoke(row -> Version.require(ifMatch, row == null ? 0 : row.version))
                            .chain(row -> set(whole, owner, name, text, row, actor))));
  }

  private Uni<Stored> set(
      GuardrailOwner whole, Owner owner, String name, String text, Guardrail known, Actor actor) {
    if (known != null && known.text.equals(text)) {
      return steps.latest(owner.key()).map(step -> new Stored(known, false, step));
    }
    Guardrail row = known == null ? new Guardrail() : known;
    row.id = Guardrail.id(owner, name);
    row.ownerKey = owner.key();
    row.agency = owner.agency();
    row.client = owner.client();
    row.name = name;
    row.text = text;
    row.version++;
    row.updatedAt = clock.instant();
    PolicyEvent event =
        new PolicyEvent.GuardrailSet(
            name, owner.word(), owner.client(), new PolicyEvent.Rule(text));
    return (known == null ? few(owner).chain(() -> row.<Guardrail>persist()) : item(row))
        .chain(() -> changed(whole, owner, name, event, actor))
        .map(step -> new Stored(row, known == null, step));
  }

  private static Uni<Guardrail> item(Guardrail row) {
    return Uni.createFrom().item(row);
  }

  private static Uni<Void> few(Owner owner) {
    return Guardrail.count("ownerKey", owner.key())
        .invoke(
            count -> {
              if (count >= MOST) {
                throw ProblemException.conflict(
                    "too_many_guardrails", "There are " + MOST + " guardrails; delete one first.");
              }
            })
        .replaceWithVoid();
  }

  /** Deletes it; 404 when there is none. */
  Uni<EnforcementStep> delete(Owner owner, String name, String ifMatch, Actor actor) {
    return Panache.withTransaction(
        () ->
            GuardrailOwner.locked(owner)
                .chain(
                    whole ->
                        Guardrail.<Guardrail>findById(Guardrail.id(owner, name))
                            .onItem()
                            .ifNull()
                            .failWith(() -> ProblemException.notFound("guardrail"))
                            .invoke(row -> Version.require(ifMatch, row.version))
                            .call(row -> row.delete())
                            .chain(
                                () ->
                                    changed(
                                        whole,
                                        owner,
                                        name,
                                        new PolicyEvent.GuardrailDeleted(
                                            name, owner.word(), owner.client()),
                                        actor))));
  }

  /** The client is gone, and with it what its texts named; in the caller's transaction. */
  public Uni<Void> forget(String agency, String client) {
    Owner owner = new Owner(agency, client);
    return Guardrail.delete("ownerKey", owner.key())
        .chain(
            deleted ->
                deleted == 0
                    ? Uni.createFrom().voidItem()
                    : GuardrailOwner.locked(owner)
                        .invoke(whole -> whole.version++)
                        .chain(whole -> publish(whole, owner)));
  }

  private Uni<EnforcementStep> changed(
      GuardrailOwner whole, Owner owner, String name, PolicyEvent event, Actor actor) {
    whole.version++;
    String agency = owner.agency() == null ? Owner.PLATFORM : owner.agency();
    return publish(whole, owner)
        .chain(() -> facts.tell(agency, actor, owner.key(), whole.version, event))
        .chain(
            () ->
                steps.restrict(
                    new EnforcementSteps.Subject(
                        agency, owner.key(), null, owner.client(), whole.version),
                    "guardrail",
                    name,
                    actor));
  }

  private Uni<Void> publish(GuardrailOwner whole, Owner owner) {
    return Guardrail.<Guardrail>list("ownerKey = ?1 order by id", owner.key())
        .chain(
            rows -> {
              EnforcementState state =
                  new EnforcementState.Guardrails(
                      owner.agency(),
                      owner.client(),
                      whole.version,
                      rows.stream().map(Guardrail::enforced).toList());
              return outbox.append(
                  Topic.ENFORCEMENT_STATE, state.key(), EventJson.writeBytes(state));
            });
  }
}
