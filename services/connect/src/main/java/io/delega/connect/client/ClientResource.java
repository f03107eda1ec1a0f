package io.delega.connect.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.delega.api.Caller;
import io.delega.api.Page;
import io.delega.api.Roles;
import io.delega.api.Version;
import io.delega.connect.Listing;
import io.delega.idempotency.IdempotencyKey;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;

/** An agency's clients. */
@Path("/v1/clients")
public class ClientResource {
  static final String LANGUAGE = "[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*";

  @Inject Clients clients;
  @Inject Offboarding offboarding;
  @Inject Caller caller;

  /** A new client. */
  public record NewClient(
      @NotBlank @Size(max = 200) String name,
      @Email @Size(max = 254) String email,
      @Size(min = 1, max = 200) String externalId,
      @Pattern(regexp = LANGUAGE) String locale) {}

  /** What may change; an absent field stays. */
  public record Change(
      @Size(min = 1, max = 200) @Pattern(regexp = ".*\\S.*") String name,
      @Email @Size(max = 254) String email,
      @Size(min = 1, max = 200) String externalId,
      @Pattern(regexp = LANGUAGE) String locale) {}

  /** A client. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record View(
      String id,
      String name,
      String email,
      String externalId,
      String locale,
      ClientState state,
      Instant createdAt) {

    static View of(Client row) {
      return new View(
          row.id, row.name, row.email, row.externalId, row.locale, row.state, row.createdAt);
    }
  }

  @POST
  @RolesAllowed({Roles.ADMIN, Roles.BACKEND})
  public Uni<Response> create(
      @HeaderParam(IdempotencyKey.HEADER) String key, @NotNull @Valid NewClient body) {
    return clients
        .create(caller.agency(), caller.actor(), body, IdempotencyKey.of(key, body))
        .map(row -> Version.answer(201, View.of(row), row.version));
  }

  @GET
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.AUDITOR, Roles.BACKEND})
  public Uni<Page<View>> list(
      @QueryParam("after") String after,
      @QueryParam("limit") String limit,
      @QueryParam("externalId") String externalId) {
    return Listing.of(caller.agency(), after, limit)
        .with("externalId", externalId)
        .without("state", ClientState.OFFBOARDED)
        .read(Client.class, row -> row.id, View::of);
  }

  @GET
  @Path("/{id}")
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.AUDITOR, Roles.BACKEND})
  public Uni<Response> get(String id) {
    return clients
        .require(caller.agency(), id)
        .map(row -> Version.answer(200, View.of(row), row.version));
  }

  @PATCH
  @Path("/{id}")
  @RolesAllowed({Roles.ADMIN, Roles.BACKEND})
  public Uni<Response> change(
      String id, @HeaderParam("If-Match") String ifMatch, @NotNull @Valid Change body) {
    return clients
        .change(caller.agency(), caller.actor(), id, body, ifMatch)
        .map(row -> Version.answer(200, View.of(row), row.version));
  }

  /** Offboards: 200 with the certificate once everything is revoked and destroyed. */
  @DELETE
  @Path("/{id}")
  @RolesAllowed({Roles.ADMIN, Roles.BACKEND})
  public Uni<Certificate> offboard(String id) {
    return offboarding.offboard(caller.agency(), caller.actor(), id);
  }
}
