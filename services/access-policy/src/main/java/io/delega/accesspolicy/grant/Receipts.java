package io.delega.accesspolicy.grant;

import io.delega.accesspolicy.enforcement.Enforced;
import io.delega.accesspolicy.enforcement.EnforcementStep;
import io.delega.api.ProblemException;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** What is known of a revocation, with references to the ledger. */
@ApplicationScoped
class Receipts {
  private final Grants grants;

  @Inject
  Receipts(Grants grants) {
    this.grants = grants;
  }

  /**
   * Of the agency's grant, or 404, also when it is not revoked.
   *
   * @param client whose alone it must be; null for any
   */
  Uni<Enforced> of(String agency, String client, String id) {
    return grants
        .require(agency, client, id)
        .invoke(
            grant -> {
              if (grant.state != GrantState.REVOKED) {
                throw ProblemException.notFound("receipt: the grant is not revoked");
              }
            })
        .chain(
            grant ->
                Panache.withSession(
                        () -> EnforcementStep.<EnforcementStep>findById(grant.revocation))
                    .map(step -> Enforced.of(step, grant.revokedEvent)));
  }
}
