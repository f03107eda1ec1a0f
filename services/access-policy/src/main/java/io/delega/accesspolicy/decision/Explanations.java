package io.delega.accesspolicy.decision;

import io.delega.accesspolicy.assistant.Assistant;
import io.delega.accesspolicy.assistant.AssistantState;
import io.delega.accesspolicy.call.Calls;
import io.delega.accesspolicy.call.RecordedCall;
import io.delega.accesspolicy.connection.Connection;
import io.delega.accesspolicy.connection.EnforcedState;
import io.delega.accesspolicy.grant.Consents;
import io.delega.accesspolicy.guardrail.OverridesInForce;
import io.delega.accesspolicy.provider.Definitions;
import io.delega.api.ProblemException;
import io.delega.contracts.AccessEvent.CallDecided;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** Decides as an enforcement point would, on the stored state, and says why. */
@ApplicationScoped
class Explanations {
  private final Calls calls;
  private final EnforcedState enforced;
  private final Definitions definitions;
  private final OverridesInForce overrides;
  private final Clock clock;

  @Inject
  Explanations(
      Calls calls,
      EnforcedState enforced,
      Definitions definitions,
      OverridesInForce overrides,
      Clock clock) {
    this.calls = calls;
    this.enforced = enforced;
    this.definitions = definitions;
    this.overrides = overrides;
    this.clock = clock;
  }

  /** A call that could be. */
  Uni<Answer> couldBe(String agency, PossibleCall call) {
    Instant at = call.at() == null ? clock.instant() : call.at();
    return Panache.withSession(
            () ->
                Assistant.<Assistant>findById(call.assistant())
                    .invoke(row -> require(row != null && row.agency.equals(agency), "assistant"))
                    .chain(row -> known(agency, call.connection(), who(row))))
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .map(known -> Account.couldBe(known, call, at));
  }

  /** A call that was. */
  Uni<Answer> was(String agency, String callId) {
    return calls
        .require(agency, callId)
        .chain(
            call ->
                Panache.withSession(
                        () ->
                            caller(call)
                                .chain(who -> known(agency, call.decided().connection(), who)))
                    .emitOn(Infrastructure.getDefaultWorkerPool())
                    .map(known -> Account.was(known, call, clock.instant())));
  }

  private Uni<Known> known(String agency, String connection, Known.Who who) {
    return Connection.<Connection>findById(connection)
        .invoke(row -> require(row != null && row.agency.equals(agency), "connection"))
        .chain(row -> known(row, who));
  }

  private Uni<Known> known(Connection row, Known.Who who) {
    return enforced
        .read(row)
        .chain(state -> overrides.of(row).map(over -> over.over(state)))
        .chain(
            state ->
                definitions
                    .find(row.agency, row.provider)
                    .map(
                        found ->
                            found.orElseThrow(
                                () -> ProblemException.notFound("provider definition")))
                    .chain(
                        definition ->
                            Consents.agreed(row.id, who.id())
                                .chain(
                                    agreed ->
                                        definitions
                                            .matcher(row.agency, definition)
                                            .map(
                                                matcher ->
                                                    new Known(
                                                        state,
                                                        definition,
                                                        who,
                                                        agreed,
                                                        matcher)))));
  }

  /** A decision names the assistant only where the caller is one of the connection's. */
  private static Uni<Known.Who> caller(RecordedCall call) {
    CallDecided decided = call.decided();
    Uni<List<Assistant>> found =
        decided.assistant() == null
            ? Assistant.list(
                "agency = ?1 and subject = ?2 and state <> ?3",
                call.agency(),
                call.caller(),
                AssistantState.DELETED)
            : Assistant.list("agency = ?1 and id = ?2", call.agency(), decided.assistant());
    return found.map(
        rows -> rows.size() == 1 ? who(rows.get(0)) : new Known.Who(null, null, "", call.caller()));
  }

  private static Known.Who who(Assistant row) {
    return new Known.Who(row.id, row.name, row.issuer, row.subject);
  }

  private static void require(boolean found, String what) {
    if (!found) {
      throw ProblemException.notFound(what);
    }
  }
}
