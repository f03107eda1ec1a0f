package io.delega.accesspolicy.connection;

import io.delega.accesspolicy.enforcement.Enforced;
import io.delega.accesspolicy.enforcement.EnforcementSteps;
import io.delega.accesspolicy.grant.Revocations;
import io.delega.api.Roles;
import io.delega.contracts.Actor;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

/** What connect asks for. */
@Path("/internal/connections")
@RolesAllowed(Roles.SERVICE)
public class ConnectionResource {
  @Inject Revocations revocations;
  @Inject Suspensions suspensions;
  @Inject EnforcementSteps steps;

  /** Who revokes a connection of which agency, and why. */
  public record Revocation(
      @NotBlank String agency, @NotBlank String reason, @NotNull Actor actor) {}

  /** Revokes the connection with all its grants: 200 once it is in force; can be repeated. */
  @POST
  @Path("/{id}/revoke")
  public Uni<Enforced> revoke(String id, @NotNull @Valid Revocation body) {
    return Panache.withTransaction(
            () -> revocations.connection(body.agency(), id, body.actor(), body.reason()))
        .chain(steps::finish)
        .map(Enforced::of);
  }

  /** Who suspends a connection of which agency, or lets it go on. */
  public record Suspension(@NotBlank String agency, @NotNull Actor actor) {}

  /** Nothing is admitted under it while a side keeps it suspended: 200 once that is in force. */
  @POST
  @Path("/{id}/suspend")
  public Uni<Suspended> suspend(String id, @NotNull @Valid Suspension body) {
    return finished(suspensions.suspend(body.agency(), id, body.actor()));
  }

  /** Ends the suspension by the actor's side: 200 once what follows is in force. */
  @POST
  @Path("/{id}/resume")
  public Uni<Suspended> resume(String id, @NotNull @Valid Suspension body) {
    return finished(suspensions.resume(body.agency(), id, body.actor()));
  }

  private Uni<Suspended> finished(Uni<Suspensions.Standing> change) {
    return change.chain(
        standing -> steps.finish(standing.step()).map(done -> Suspended.of(standing, done)));
  }
}
