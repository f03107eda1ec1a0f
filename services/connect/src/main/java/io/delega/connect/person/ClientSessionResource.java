package io.delega.connect.person;

import io.delega.connect.ConnectConfig;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/** How a client comes in: the code of its link is spent for a token. */
@Path("/v1/client-sessions")
public class ClientSessionResource {
  @Inject ClientLinks links;
  @Inject ClientTokens tokens;
  @Inject ConnectConfig config;

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

  /** The code is the credential here; no token. */
  @POST
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
}
