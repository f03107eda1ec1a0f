package io.delega.connect.person;

import io.delega.api.Caller;
import io.delega.api.Roles;
import io.delega.connect.ConnectConfig;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/** How a client comes in: a link from its agency, spent for a token. */
@Path("/")
public class PersonResource {
  @Inject ClientLinks links;
  @Inject ClientTokens tokens;
  @Inject SigningKey keys;
  @Inject ConnectConfig config;
  @Inject Caller caller;

  /** The one-time code of a link. */
  public record Code(@NotBlank String code) {
    @Override
    public String toString() {
      return "Code[redacted]";
    }
  }

  /** A client's token; {@code expiresIn} in seconds. */
  public record ClientSession(String token, long expiresIn, String client) {
    @Override
    public String toString() {
      return "ClientSession[" + client + "]";
    }
  }

  @POST
  @Path("v1/clients/{id}/links")
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.BACKEND})
  public Uni<Response> link(String id) {
    return links
        .issue(caller.agency(), caller.actor(), id)
        .map(
            issued ->
                Response.status(201).header("Cache-Control", "no-store").entity(issued).build());
  }

  /** The code is the credential here; no token. */
  @POST
  @Path("v1/client-sessions")
  @PermitAll
  public Uni<Response> signIn(@NotNull @Valid Code code) {
    return links
        .spend(code.code())
        .chain(
            client ->
                tokens
                    .of(client)
                    .map(
                        token ->
                            new ClientSession(
                                token, config.clientTokenLifetime().toSeconds(), client.id)))
        .map(session -> Response.ok(session).header("Cache-Control", "no-store").build());
  }

  /** The key that the other services check clients' tokens with. */
  @GET
  @Path("internal/client-sessions/jwks")
  @PermitAll
  public Uni<Map<String, Object>> jwks() {
    return keys.jwks();
  }
}
