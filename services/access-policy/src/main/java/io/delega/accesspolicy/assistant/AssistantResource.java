package io.delega.accesspolicy.assistant;

import io.delega.accesspolicy.Listing;
import io.delega.api.Caller;
import io.delega.api.Page;
import io.delega.api.Roles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;

/** An agency's assistants. */
@Path("/v1/assistants")
public class AssistantResource {
  @Inject Assistants assistants;
  @Inject Caller caller;

  /** A new assistant; without an issuer it is one of the platform's own. */
  public record NewAssistant(
      @NotBlank @Size(max = 200) String name,
      @NotBlank @Size(max = 500) String subject,
      @Size(min = 1, max = 500) String issuer) {}

  /** An assistant. */
  public record View(
      String id,
      String name,
      String subject,
      String issuer,
      AssistantState state,
      Instant createdAt) {

    static View of(Assistant row) {
      return new View(row.id, row.name, row.subject, row.issuer, row.state, row.createdAt);
    }
  }

  @POST
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR})
  public Uni<Response> create(@NotNull @Valid NewAssistant body) {
    return assistants
        .create(caller.agency(), caller.actor(), body)
        .map(row -> Response.status(201).entity(View.of(row)).build());
  }

  @GET
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.AUDITOR, Roles.BACKEND})
  public Uni<Page<View>> list(
      @QueryParam("after") String after, @QueryParam("limit") String limit) {
    return Listing.of(caller.agency(), after, limit)
        .without("state", AssistantState.DELETED)
        .read(Assistant.class, row -> row.id)
        .map(page -> new Page<>(page.items().stream().map(View::of).toList(), page.next()));
  }

  @GET
  @Path("/{id}")
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.AUDITOR, Roles.BACKEND})
  public Uni<View> get(String id) {
    return assistants.require(caller.agency(), id).map(View::of);
  }

  /** Deletes: 204 once every grant of it is revoked and that is in force everywhere. */
  @DELETE
  @Path("/{id}")
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR})
  public Uni<Void> delete(String id) {
    return assistants.delete(caller.agency(), caller.actor(), id);
  }
}
