package io.delega.accesspolicy.issuer;

import com.fasterxml.jackson.annotation.JsonInclude;
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
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;

/** Issuers that an agency trusts for its assistants. */
@Path("/v1/issuers")
public class IssuerResource {
  @Inject TrustedIssuers issuers;
  @Inject Caller caller;

  /**
   * An issuer.
   *
   * @param audience what its tokens must be for; {@code delega} when absent
   * @param jwksUri where its keys are; its discovery document says so when absent
   */
  public record Wanted(
      @NotBlank @Size(max = 500) String issuer,
      @Size(min = 1, max = 200) String audience,
      @Size(min = 1, max = 500) String jwksUri) {}

  /** A trusted issuer. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record View(
      String name,
      String issuer,
      String audience,
      String jwksUri,
      Instant createdAt,
      Instant changedAt) {

    static View of(TrustedIssuer row) {
      return new View(
          row.name, row.issuer, row.audience, row.jwksUri, row.createdAt, row.changedAt);
    }
  }

  /** Trusts, or changes: answered once that is in force everywhere; can be repeated. */
  @PUT
  @Path("/{name}")
  @RolesAllowed(Roles.ADMIN)
  public Uni<Response> put(
      @HeaderParam("Authorization") String callersOwn,
      @PathParam("name") String name,
      @NotNull @Valid Wanted body) {
    return issuers
        .put(caller.agency(), caller.actor(), callersOwn, name, body)
        .map(done -> Response.status(done.isNew() ? 201 : 200).entity(View.of(done.row())).build());
  }

  @GET
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.AUDITOR})
  public Uni<Page<View>> list(
      @QueryParam("after") String after, @QueryParam("limit") String limit) {
    return Listing.of(caller.agency(), after, limit)
        .with("state", IssuerState.TRUSTED)
        .read(TrustedIssuer.class, row -> row.id)
        .map(page -> new Page<>(page.items().stream().map(View::of).toList(), page.next()));
  }

  @GET
  @Path("/{name}")
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.AUDITOR})
  public Uni<View> get(String name) {
    return issuers.require(caller.agency(), name).map(View::of);
  }

  /** Trusts no more: 204 once no enforcement point lets its tokens in; can be repeated. */
  @DELETE
  @Path("/{name}")
  @RolesAllowed(Roles.ADMIN)
  public Uni<Void> delete(String name) {
    return issuers.delete(caller.agency(), caller.actor(), name);
  }
}
