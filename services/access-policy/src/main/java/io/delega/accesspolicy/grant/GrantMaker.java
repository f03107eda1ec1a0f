package io.delega.accesspolicy.grant;

import io.delega.accesspolicy.Facts;
import io.delega.accesspolicy.connection.Connection;
import io.delega.contracts.Actor;
import io.delega.contracts.Counter;
import io.delega.contracts.Ids;
import io.delega.contracts.Limits;
import io.delega.contracts.Permission;
import io.delega.contracts.PolicyEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;

/** Makes grants, in the transaction that has locked the connection. */
@ApplicationScoped
class GrantMaker {
  private final Facts facts;
  private final Clock clock;

  @Inject
  GrantMaker(Facts facts, Clock clock) {
    this.facts = facts;
    this.clock = clock;
  }

  /**
   * What is granted to whom, under which of the consents' counters its requests count, and by which
   * version of the agency's own provider the client agreed.
   */
  record Terms(
      String assistant,
      List<Permission> permissions,
      Limits limits,
      List<Counter> counters,
      Long definition,
      String source) {}

  Uni<Grant> make(Connection connection, Terms terms, Actor actor) {
    Grant grant = new Grant();
    grant.id = Ids.next(Ids.GRANT, clock);
    grant.agency = connection.agency;
    grant.client = connection.client;
    grant.connection = connection.id;
    grant.assistant = terms.assistant();
    grant.state = GrantState.ACTIVE;
    grant.permissions = terms.permissions();
    grant.limits = terms.limits();
    grant.definition = terms.definition();
    grant.counters = SharedCounters.with(terms.counters(), grant.id, grant.limits);
    grant.expiresAt = terms.limits().expiresAt();
    grant.source = terms.source();
    grant.version = 1;
    grant.createdAt = clock.instant();
    PolicyEvent created =
        new PolicyEvent.GrantCreated(
            grant.id,
            grant.assistant,
            grant.connection,
            grant.client,
            grant.operations(),
            grant.limits,
            grant.source,
            new PolicyEvent.Terms(grant.permissions));
    return grant
        .<Grant>persist()
        .call(() -> facts.tell(grant.agency, actor, grant.id, grant.version, created));
  }
}
