package io.delega.accesspolicy.request;

import io.delega.accesspolicy.Facts;
import io.delega.contracts.Actor;
import io.delega.contracts.PolicyEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Tells of each step of a request, in the transaction that takes it. */
@ApplicationScoped
class RequestFacts {
  private final Facts facts;

  @Inject
  RequestFacts(Facts facts) {
    this.facts = facts;
  }

  Uni<Void> requested(Request row, Actor actor) {
    return tell(
        row,
        actor,
        new PolicyEvent.AccessRequested(
            row.id,
            row.assistant,
            row.connection,
            row.client,
            row.operations(),
            row.limits,
            row.expiresAt,
            new PolicyEvent.Asked(row.permissions, row.reason)));
  }

  Uni<Void> accepted(Request row, Actor actor) {
    return tell(
        row,
        actor,
        new PolicyEvent.AccessAccepted(
            row.id, row.assistant, row.connection, row.client, row.grant));
  }

  Uni<Void> declined(Request row, Actor actor) {
    return tell(
        row,
        actor,
        new PolicyEvent.AccessDeclined(row.id, row.assistant, row.connection, row.client));
  }

  Uni<Void> withdrawn(Request row, Actor actor) {
    return tell(
        row,
        actor,
        new PolicyEvent.AccessWithdrawn(row.id, row.assistant, row.connection, row.client));
  }

  Uni<Void> expired(Request row, Actor actor, String reason) {
    return tell(
        row,
        actor,
        new PolicyEvent.AccessExpired(row.id, row.assistant, row.connection, row.client, reason));
  }

  private Uni<Void> tell(Request row, Actor actor, PolicyEvent data) {
    return facts.tell(row.agency, actor, row.id, row.version, data);
  }
}
