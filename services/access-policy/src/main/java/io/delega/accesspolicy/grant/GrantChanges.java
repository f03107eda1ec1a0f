package io.delega.accesspolicy.grant;

import io.delega.accesspolicy.Facts;
import io.delega.accesspolicy.connection.Connection;
import io.delega.accesspolicy.connection.EnforcedState;
import io.delega.accesspolicy.enforcement.EnforcementStep;
import io.delega.accesspolicy.enforcement.EnforcementSteps;
import io.delega.accesspolicy.grant.ConsentCheck.Within;
import io.delega.accesspolicy.provider.Definitions;
import io.delega.api.ProblemException;
import io.delega.api.Version;
import io.delega.catalogue.ProviderDefinition;
import io.delega.contracts.Actor;
import io.delega.contracts.Limits;
import io.delega.contracts.Permission;
import io.delega.contracts.PolicyEvent;
import io.delega.policy.AccessClass;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;

/**
 * Changes what a grant permits. An agency moves within what the client agreed to; a client only
 * takes away, and has then agreed to no more than what is left.
 */
@ApplicationScoped
class GrantChanges {
  private final EnforcedState enforced;
  private final Definitions definitions;
  private final Consents consents;
  private final EnforcementSteps steps;
  private final Facts facts;
  private final Clock clock;

  @Inject
  GrantChanges(
      EnforcedState enforced,
      Definitions definitions,
      Consents consents,
      EnforcementSteps steps,
      Facts facts,
      Clock clock) {
    this.enforced = enforced;
    this.definitions = definitions;
    this.consents = consents;
    this.steps = steps;
    this.facts = facts;
    this.clock = clock;
  }

  /** The wanted terms; what is null stays as it is. */
  record Wanted(List<Permission> permissions, Limits limits) {
    static Wanted of(GrantResource.Change body) {
      return new Wanted(body.permissions(), body.limits());
    }

    Wanted over(Grant grant, ProviderDefinition definition) {
      return new Wanted(
          permissions == null
              ? AccessClass.held(grant.permissions, definition)
              : GrantRequest.stated(permissions, definition),
          limits == null ? grant.limits : limits);
    }
  }

  /** The grant as it now is, and the step until that is in force. */
  record Changed(Grant grant, EnforcementStep step) {}

  /** Changes the agency's own grant, found before. */
  Uni<Changed> change(Grant found, GrantResource.Change body, String ifMatch, Actor actor) {
    return Panache.withTransaction(
        () ->
            enforced
                .locked(found.connection)
                .chain(
                    row ->
                        Grant.<Grant>findById(found.id)
                            .invoke(grant -> requireActive(grant, ifMatch))
                            .chain(grant -> change(row, grant, Wanted.of(body), actor))));
  }

  private static void requireActive(Grant grant, String ifMatch) {
    if (grant.state != GrantState.ACTIVE) {
      throw ProblemException.conflict(
          "grant_ended", "The grant is " + grant.state.word() + "; only an active one changes.");
    }
    Version.require(ifMatch, grant.version);
  }

  private Uni<Changed> change(Connection row, Grant grant, Wanted body, Actor actor) {
    return definitions
        .find(row.agency, row.provider)
        .map(found -> found.orElseThrow(() -> ProblemException.notFound("provider definition")))
        .chain(definition -> change(row, grant, body, definition, actor));
  }

  private Uni<Changed> change(
      Connection row, Grant grant, Wanted body, ProviderDefinition definition, Actor actor) {
    Wanted wanted = body.over(grant, definition);
    GrantRequest.checkLimits(wanted.limits(), clock.instant());
    boolean byClient = Actor.CLIENT.equals(actor.kind());
    Uni<Within> within =
        byClient ? narrower(grant, wanted, definition) : consented(grant, wanted, definition);
    return within
        .chain(allowed -> apply(row, grant, wanted.permissions(), allowed, actor))
        .call(() -> byClient ? consents.settle(grant) : Uni.createFrom().voidItem());
  }

  private static Uni<Within> narrower(Grant grant, Wanted wanted, ProviderDefinition definition) {
    ConsentCheck.Given present =
        new ConsentCheck.Given(
            AccessClass.held(grant.permissions, definition),
            grant.limits,
            SharedCounters.without(grant.counters(), grant.id),
            grant.definition);
    return Uni.createFrom()
        .item(
            ConsentCheck.within(List.of(present), wanted.permissions(), wanted.limits())
                .orElseThrow(
                    () ->
                        new ProblemException(
                            403,
                            "only_narrower",
                            "Here a grant can only be narrowed; more is agreed to on the connect"
                                + " page, when the agency asks for it.")));
  }

  private static Uni<Within> consented(Grant grant, Wanted wanted, ProviderDefinition definition) {
    return Consents.given(grant.connection, grant.assistant, definition)
        .map(
            consents ->
                ConsentCheck.within(consents, wanted.permissions(), wanted.limits())
                    .orElseThrow(ConsentCheck::beyond));
  }

  private Uni<Changed> apply(
      Connection row, Grant grant, List<Permission> permissions, Within within, Actor actor) {
    grant.permissions = permissions;
    grant.limits = within.limits();
    grant.definition = within.definition();
    grant.counters = SharedCounters.with(within.counters(), grant.id, grant.limits);
    grant.expiresAt = grant.limits.expiresAt();
    grant.announcedAt = null;
    grant.version++;
    return facts
        .tell(
            grant.agency,
            actor,
            grant.id,
            grant.version,
            new PolicyEvent.GrantChanged(
                grant.id,
                grant.assistant,
                grant.connection,
                grant.client,
                grant.operations(),
                grant.limits,
                new PolicyEvent.Terms(grant.permissions)))
        .chain(() -> enforced.publishMore(row))
        .chain(() -> steps.restrict(row.subject(), "grant", grant.id, actor))
        .map(step -> new Changed(grant, step));
  }
}
