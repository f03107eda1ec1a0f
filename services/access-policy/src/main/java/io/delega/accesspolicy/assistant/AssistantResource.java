package io.delega.accesspolicy.assistant;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.delega.accesspolicy.Listing;
import io.delega.accesspolicy.enforcement.EnforcementSteps;
import io.delega.accesspolicy.enforcement.InForce;
import io.delega.api.Caller;
import io.delega.api.Page;
import io.delega.api.Roles;
import io.delega.idempotency.IdempotencyKey;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;

/** An agency's assistants. */
@Path("/v1/assistants")
public class AssistantResource {
  @Inject Assistants assistants;
  @Inject EnforcementSteps steps;
  @Inject Caller caller;

  /** A new assistant; without an issuer it is one of the platform's own. */
  public record NewAssistant(
      @NotBlank @Size(max = 200) String name,
      @NotBlank @Size(max = 500) String subject,
      @Size(min = 1, max = 500) String issuer) {}

  /** Why it is put into quarantine, for the audit log. */
  public record Reason(@Size(max = 500) String reason) {}

  /**
   * An assistant.
   *
   * @param enforcement of its state; only where that was just changed
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record View(
      String id,
      String name,
      String subject,
      String issuer,
      AssistantState state,
      Instant createdAt,
      InForce enforcement) {

    static View of(Assistant row) {
      return of(row, null);
    }

    static View of(Assistant row, InForce enforcement) {
      return new View(
          row.id, row.name, row.subject, row.issuer, row.state, row.createdAt, enforcement);
    }
  }

  @POST
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR})
  public Uni<Response> create(
      @HeaderParam(IdempotencyKey.HEADER) String key, @NotNull @Valid NewAssistant body) {
    return assistants
        .create(caller.agency(), caller.actor(), body, IdempotencyKey.of(key, body))
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

  /** Nothing is admitted of it any more, on any connection: 200 once that is in force. */
  @POST
  @Path("/{id}/quarantine")
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR})
  public Uni<View> quarantine(String id) {
    return stand(id, AssistantState.QUARANTINED, "unspecified");
  }

  /** The same, saying why. */
  @POST
  @Path("/{id}/quarantine")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR})
  public Uni<View> quarantine(String id, @Valid Reason body) {
    boolean unsaid = body == null || body.reason() == null;
    return stand(id, AssistantState.QUARANTINED, unsaid ? "unspecified" : body.reason());
  }

  /** Ends the quarantine: what is granted to it is admitted again. */
  @POST
  @Path("/{id}/resume")
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR})
  public Uni<View> resume(String id) {
    return stand(id, AssistantState.ACTIVE, "resumed");
  }

  private Uni<View> stand(String id, AssistantState to, String reason) {
    return assistants
        .stand(caller.agency(), caller.actor(), id, to, reason)
        .chain(
            standing ->
                standing.step() == null
                    ? Uni.createFrom().item(View.of(standing.row()))
                    : steps
                        .finish(standing.step())
                        .map(step -> View.of(standing.row(), InForce.of(step))));
  }

  /** Deletes: 204 once every grant of it is revoked and that is in force everywhere. */
  @DELETE
  @Path("/{id}")
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR})
  public Uni<Void> delete(String id) {
    return assistants.delete(caller.agency(), caller.actor(), id);
  }
}
