package io.delega.connect.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.delega.api.Caller;
import io.delega.api.Page;
import io.delega.api.ProblemException;
import io.delega.api.Roles;
import io.delega.connect.Listing;
import io.delega.contracts.AccessRequest;
import io.delega.contracts.Limits;
import io.delega.contracts.Permission;
import io.delega.idempotency.IdempotencyKey;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;

/** Connect sessions: made by the agency, opened by the client. */
@Path("/v1/connect-sessions")
public class SessionResource {
  @Inject Sessions sessions;
  @Inject SessionMaker maker;
  @Inject Caller caller;

  /** What one assistant would like to do. */
  public record Asked(
      @NotBlank String assistant,
      @NotEmpty @Size(max = 100) List<@NotNull Permission> permissions,
      Limits limits) {}

  /**
   * A new session.
   *
   * @param expiresIn seconds for which the link is valid
   */
  public record NewSession(
      @NotBlank String client,
      @NotBlank String integration,
      @NotEmpty @Size(max = 20) List<@NotNull @Valid Asked> access,
      @Size(max = 2000) String returnUrl,
      @Positive Long expiresIn,
      @Pattern(regexp = "[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*") String locale) {}

  /** A session; {@code url} only where it was made. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record View(
      String id,
      String url,
      Instant expiresAt,
      String status,
      String client,
      String integration,
      String connection,
      List<String> grants,
      List<AccessRequest> access,
      Instant createdAt) {

    static View of(ConnectSession row, String url) {
      boolean connected = row.status.connected();
      return new View(
          row.id,
          url,
          row.expiresAt,
          row.status.word(),
          row.client,
          row.integration,
          connected || row.reconnect ? row.connection : null,
          row.status == SessionStatus.COMPLETED ? row.grants : null,
          row.access,
          row.createdAt);
    }
  }

  @POST
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.BACKEND})
  public Uni<Response> create(
      @HeaderParam("Authorization") String authorization,
      @HeaderParam(IdempotencyKey.HEADER) String key,
      @NotNull @Valid NewSession body) {
    return maker
        .make(
            caller.agency(),
            caller.agencyName(),
            caller.actor(),
            authorization,
            body,
            IdempotencyKey.of(key, body))
        .map(SessionResource::created);
  }

  static Response created(SessionMaker.Made made) {
    return Response.status(201).entity(View.of(made.session(), made.url())).build();
  }

  @GET
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.AUDITOR, Roles.BACKEND})
  public Uni<Page<View>> list(
      @QueryParam("after") String after,
      @QueryParam("limit") String limit,
      @QueryParam("client") String client) {
    return Listing.of(caller.agency(), after, limit)
        .with("client", client)
        .read(ConnectSession.class, row -> row.id, row -> View.of(row, null));
  }

  @GET
  @Path("/{id}")
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.AUDITOR, Roles.BACKEND})
  public Uni<View> get(String id) {
    return sessions.require(caller.agency(), id).map(row -> View.of(row, null));
  }

  @DELETE
  @Path("/{id}")
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.BACKEND})
  public Uni<View> cancel(String id) {
    return sessions
        .cancel(caller.agency(), caller.actor(), id, "cancelled_by_agency")
        .invoke(
            row -> {
              if (row.status != SessionStatus.CANCELLED) {
                throw ProblemException.conflict(
                    "session_ended", "The session is " + row.status.word() + ".");
              }
            })
        .map(row -> View.of(row, null));
  }
}
