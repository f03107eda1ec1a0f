package io.delega.connect.integration;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.delega.api.Caller;
import io.delega.api.Page;
import io.delega.api.Roles;
import io.delega.api.Version;
import io.delega.connect.ConnectConfig;
import io.delega.connect.Listing;
import io.delega.idempotency.IdempotencyKey;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
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
import java.util.List;
import java.util.Map;

/** An agency's integrations. */
@Path("/v1/integrations")
public class IntegrationResource {
  @Inject Integrations integrations;
  @Inject ConnectConfig config;
  @Inject Caller caller;

  /** The agency's OAuth app at the provider. */
  public record OAuth(@NotBlank @Size(max = 300) String clientId) {}

  /** A new integration. */
  public record NewIntegration(
      @NotBlank @Size(max = 63) String provider,
      @Size(min = 1, max = 100) String name,
      @Valid OAuth oauth,
      @Size(max = 100) List<@NotNull @Pattern(regexp = SCOPE) String> scopes,
      @Size(max = 10) Map<String, String> settings) {}

  /** What may change; an absent field stays. */
  public record Change(
      @Size(min = 1, max = 100) String name,
      @Valid OAuth oauth,
      @Size(max = 100) List<@NotNull @Pattern(regexp = SCOPE) String> scopes,
      @Size(max = 10) Map<String, String> settings) {}

  /** An integration; {@code redirectUri} goes into the provider's OAuth app. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record View(
      String id,
      String provider,
      String name,
      OAuth oauth,
      List<String> scopes,
      Map<String, String> settings,
      String redirectUri,
      Instant createdAt) {}

  /** RFC 6749, section 3.3. */
  private static final String SCOPE = "[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,300}";

  @POST
  @RolesAllowed({Roles.ADMIN, Roles.BACKEND})
  public Uni<Response> create(
      @HeaderParam(IdempotencyKey.HEADER) String key, @NotNull @Valid NewIntegration body) {
    return integrations
        .create(caller.agency(), caller.actor(), body, IdempotencyKey.of(key, body))
        .map(row -> Version.answer(201, view(row), row.version));
  }

  @GET
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.AUDITOR, Roles.BACKEND})
  public Uni<Page<View>> list(
      @QueryParam("after") String after,
      @QueryParam("limit") String limit,
      @QueryParam("provider") String provider) {
    return Listing.of(caller.agency(), after, limit)
        .with("provider", provider)
        .unset("deletedAt")
        .read(Integration.class, row -> row.id, this::view);
  }

  @GET
  @Path("/{id}")
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.AUDITOR, Roles.BACKEND})
  public Uni<Response> get(String id) {
    return integrations
        .require(caller.agency(), id)
        .map(row -> Version.answer(200, view(row), row.version));
  }

  @PATCH
  @Path("/{id}")
  @RolesAllowed({Roles.ADMIN, Roles.BACKEND})
  public Uni<Response> change(
      String id, @HeaderParam("If-Match") String ifMatch, @NotNull @Valid Change body) {
    return integrations
        .change(caller.agency(), caller.actor(), id, body, ifMatch)
        .map(row -> Version.answer(200, view(row), row.version));
  }

  @DELETE
  @Path("/{id}")
  @RolesAllowed({Roles.ADMIN, Roles.BACKEND})
  public Uni<Void> delete(String id) {
    return integrations.delete(caller.agency(), caller.actor(), id);
  }

  private View view(Integration row) {
    return new View(
        row.id,
        row.provider,
        row.name,
        row.clientId == null ? null : new OAuth(row.clientId),
        row.scopes,
        row.settings,
        Integrations.redirectUri(config, row.id),
        row.createdAt);
  }
}
