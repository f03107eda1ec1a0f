package io.delega.accesspolicy.guardrail;

import io.delega.accesspolicy.enforcement.EnforcementSteps;
import io.delega.accesspolicy.guardrail.GuardrailResource.Body;
import io.delega.accesspolicy.guardrail.GuardrailResource.View;
import io.delega.api.Caller;
import io.delega.api.Roles;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.List;

/**
 * Guardrails that hold for every agency, by the platform's operator. The edge does not lead here.
 */
@Path("/internal/guardrails")
@RolesAllowed(Roles.PLATFORM)
public class PlatformGuardrailResource {
  @Inject GuardrailResource resource;
  @Inject Guardrails guardrails;
  @Inject EnforcementSteps steps;
  @Inject Caller caller;

  /** Answers 201 or 200 once it is in force everywhere. */
  @PUT
  @Path("/{name}")
  public Uni<Response> set(
      String name, @HeaderParam("If-Match") String ifMatch, @NotNull Body body) {
    return resource.set(Owner.OF_PLATFORM, name, ifMatch, body.text(), caller.actor());
  }

  @GET
  public Uni<List<View>> list() {
    return Panache.withSession(
            () -> Guardrail.<Guardrail>list("ownerKey = ?1 order by id", Owner.OF_PLATFORM.key()))
        .map(rows -> rows.stream().map(View::of).toList());
  }

  /** Deletes: 204 once nobody enforces it any more. */
  @DELETE
  @Path("/{name}")
  public Uni<Void> delete(String name, @HeaderParam("If-Match") String ifMatch) {
    return guardrails
        .delete(Owner.OF_PLATFORM, name, ifMatch, caller.actor())
        .chain(steps::finish)
        .replaceWithVoid();
  }
}
