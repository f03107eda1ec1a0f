package io.delega.accesspolicy.decision;

import io.delega.accesspolicy.assistant.Assistant;
import io.delega.accesspolicy.connection.Connection;
import io.delega.accesspolicy.connection.EnforcedState;
import io.delega.accesspolicy.decision.ExplainResource.Call;
import io.delega.accesspolicy.decision.ExplainResource.Explanation;
import io.delega.accesspolicy.provider.Definitions;
import io.delega.api.ProblemException;
import io.delega.catalogue.ProviderDefinition;
import io.delega.contracts.EnforcementState;
import io.delega.policy.ConnectionPolicy;
import io.delega.policy.Decision;
import io.delega.policy.MatchResult;
import io.delega.policy.ProxyRequest;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;

/** Decides as an enforcement point would, on the stored state. */
@ApplicationScoped
class Explanations {
  private final EnforcedState enforced;
  private final Definitions definitions;
  private final Clock clock;

  @Inject
  Explanations(EnforcedState enforced, Definitions definitions, Clock clock) {
    this.enforced = enforced;
    this.definitions = definitions;
    this.clock = clock;
  }

  private record Facts(
      EnforcementState.Connection state, ProviderDefinition definition, Assistant assistant) {}

  Uni<Explanation> explain(String agency, Call call) {
    return Panache.withSession(() -> facts(agency, call))
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .map(facts -> decide(facts, call));
  }

  private Uni<Facts> facts(String agency, Call call) {
    return Assistant.<Assistant>findById(call.assistant())
        .invoke(
            assistant -> require(assistant != null && assistant.agency.equals(agency), "assistant"))
        .chain(
            assistant ->
                Connection.<Connection>findById(call.connection())
                    .invoke(row -> require(row != null && row.agency.equals(agency), "connection"))
                    .chain(row -> facts(row, assistant)));
  }

  private Uni<Facts> facts(Connection row, Assistant assistant) {
    return enforced
        .read(row)
        .chain(
            state ->
                definitions
                    .find(row.agency, row.provider)
                    .map(
                        found ->
                            new Facts(
                                state,
                                found.orElseThrow(
                                    () -> ProblemException.notFound("provider definition")),
                                assistant)));
  }

  private static void require(boolean found, String what) {
    if (!found) {
      throw ProblemException.notFound(what);
    }
  }

  private Explanation decide(Facts facts, Call call) {
    int query = call.path().indexOf('?');
    String path = query < 0 ? call.path() : call.path().substring(0, query);
    ConnectionPolicy policy = ConnectionPolicy.compile(facts.state(), facts.definition());
    MatchResult match =
        policy.match(
            ProxyRequest.of(
                call.method(), path, query < 0 ? null : call.path().substring(query + 1)));
    Decision decision =
        policy.decide(facts.assistant().issuer, facts.assistant().subject, match, clock.instant());
    if (decision instanceof Decision.Allowed allowed) {
      return new Explanation("allowed", null, null, allowed.operation(), allowed.grantId());
    }
    Decision.Denied denied = (Decision.Denied) decision;
    return denied(denied.code(), denied.detail(), denied.operation(), denied.grantId());
  }

  private static Explanation denied(String code, String detail, String operation, String grant) {
    return new Explanation("denied", code, detail, operation, grant);
  }
}
