package io.delega.connect.person;

import io.delega.api.Caller;
import io.delega.api.Roles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/** Links to a client's own page, for the agency to pass on. */
@Path("/v1/clients/{id}/links")
public class ClientLinkResource {
  @Inject ClientLinks links;
  @Inject Caller caller;

  @POST
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.BACKEND})
  public Uni<Response> issue(String id) {
    return links
        .issue(caller.agency(), caller.actor(), id)
        .map(
            issued ->
                Response.status(201).header("Cache-Control", "no-store").entity(issued).build());
  }
}
