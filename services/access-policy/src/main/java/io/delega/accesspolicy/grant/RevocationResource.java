package io.delega.accesspolicy.grant;

import io.delega.accesspolicy.enforcement.Enforced.Points;
import io.delega.api.Caller;
import io.delega.api.Roles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Instant;

/** Many grants at once, down to the red button: {@code {"all": true}}. */
@Path("/v1/revocations")
public class RevocationResource {
  @Inject BulkRevocation revocation;
  @Inject Caller caller;

  /** Which grants: those that meet every condition named. */
  public record Request(
      String assistant, String client, String connection, String provider, Boolean all) {}

  /**
   * How it came into force.
   *
   * @param tookMs from the first revocation to the last one's enforcement
   * @param enforcementPoints the least that confirmed one of them, and the most that expired
   * @param grants how many ended by this call
   * @param connections on how many connections
   */
  public record Answer(
      Instant revokedAt,
      Instant enforcedAt,
      long tookMs,
      Points enforcementPoints,
      int grants,
      int connections) {}

  /** Revokes: 200 once no enforcement point admits another call under any; can be repeated. */
  @POST
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.CLIENT})
  public Uni<Answer> revoke(@NotNull Request body) {
    return revocation.of(
        Selection.of(caller.agency(), caller.client().orElse(null), body), caller.actor());
  }
}
