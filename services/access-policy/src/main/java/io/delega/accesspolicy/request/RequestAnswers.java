package io.delega.accesspolicy.request;

import io.delega.accesspolicy.connection.Connection;
import io.delega.accesspolicy.connection.ConnectionState;
import io.delega.accesspolicy.connection.EnforcedState;
import io.delega.accesspolicy.enforcement.EnforcementStep;
import io.delega.accesspolicy.grant.Consents;
import io.delega.api.ProblemException;
import io.delega.contracts.Actor;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Instant;

/** How a request ends by somebody's word. Each answer can be repeated; none can be changed. */
@ApplicationScoped
class RequestAnswers {
  private final EnforcedState enforced;
  private final Consents consents;
  private final RequestFacts facts;
  private final Clock clock;

  @Inject
  RequestAnswers(EnforcedState enforced, Consents consents, RequestFacts facts, Clock clock) {
    this.enforced = enforced;
    this.consents = consents;
    this.facts = facts;
    this.clock = clock;
  }

  /** The accepted request, and the step until its grant is in force. */
  record Accepted(Request request, EnforcementStep step) {}

  /** The client's yes: consent and grant are made in one transaction. */
  Uni<Accepted> accept(Request found, Actor actor) {
    return Panache.withTransaction(
        () ->
            enforced
                .locked(found.connection)
                .chain(row -> locked(found).chain(request -> accept(row, request, actor))));
  }

  private Uni<Accepted> accept(Connection row, Request request, Actor actor) {
    if (request.state == RequestState.ACCEPTED) {
      return EnforcementStep.<EnforcementStep>findById(request.step)
          .map(step -> new Accepted(request, step));
    }
    requireOpen(request);
    if (row.state == ConnectionState.REVOKED) {
      throw ProblemException.conflict(
          "connection_revoked", "The connection was revoked; there is nothing to agree to.");
    }
    Instant until = request.limits.expiresAt();
    if (until != null && !until.isAfter(clock.instant())) {
      throw over("What it asks for has ended by its own limit");
    }
    return consents
        .agree(row, request.asked(), request.definition, actor)
        .map(
            agreed ->
                agreed.orElseThrow(() -> over("The assistant that it was for does not exist")))
        .chain(agreed -> accepted(request, agreed, actor));
  }

  private Uni<Accepted> accepted(Request request, Consents.Agreed agreed, Actor actor) {
    request.end(RequestState.ACCEPTED, clock.instant());
    request.grant = agreed.grant();
    request.step = agreed.step().id;
    return facts.accepted(request, actor).map(told -> new Accepted(request, agreed.step()));
  }

  /** The client's no. */
  Uni<Request> decline(Request found, Actor actor) {
    return Panache.withTransaction(
        () ->
            locked(found)
                .chain(
                    row ->
                        ended(row, RequestState.DECLINED)
                            ? Uni.createFrom().item(row)
                            : facts.declined(row, actor).replaceWith(row)));
  }

  /** The agency takes it back. */
  Uni<Request> withdraw(Request found, Actor actor) {
    return Panache.withTransaction(
        () ->
            locked(found)
                .chain(
                    row ->
                        ended(row, RequestState.WITHDRAWN)
                            ? Uni.createFrom().item(row)
                            : facts.withdrawn(row, actor).replaceWith(row)));
  }

  private static Uni<Request> locked(Request found) {
    return Request.findById(found.id, LockModeType.PESSIMISTIC_WRITE);
  }

  /** Ends it so; true when it had ended so before. */
  private boolean ended(Request row, RequestState to) {
    if (row.state == to) {
      return true;
    }
    requireOpen(row);
    row.end(to, clock.instant());
    return false;
  }

  private void requireOpen(Request row) {
    if (row.lapsed(clock.instant())) {
      throw over("It was not answered in time");
    }
    if (row.state != RequestState.OPEN) {
      throw over("It is " + row.state.word());
    }
  }

  private static ProblemException over(String why) {
    return ProblemException.conflict(
        "request_ended", why + "; the agency can ask again with a new request.");
  }
}
