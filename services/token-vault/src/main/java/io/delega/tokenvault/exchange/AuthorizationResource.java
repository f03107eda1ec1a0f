package io.delega.tokenvault.exchange;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.delega.api.ProblemException;
import io.delega.api.Roles;
import io.delega.keys.Secret;
import io.delega.tokenvault.credential.CredentialSeal;
import io.delega.tokenvault.credential.CredentialStore;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Attempts, for connect. */
@Path("/internal/authorizations")
@RolesAllowed(Roles.SERVICE)
public class AuthorizationResource {
  @Inject Authorizations authorizations;
  @Inject CodeExchange exchange;
  @Inject Attempts attempts;
  @Inject CredentialStore store;
  @Inject CredentialSeal seal;

  /** How the client goes on: one of both. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Started(String authorizationUrl, String ticket) {}

  /** The one-time code of the callback. */
  public record Code(@NotBlank String code) {
    @Override
    public String toString() {
      return "Code[redacted]";
    }
  }

  /** How an attempt stands. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Status(
      String status, String account, List<String> scopes, Instant expiresAt, String reason) {}

  @POST
  public Uni<Response> start(@NotNull @Valid AuthorizationRequest request) {
    return authorizations
        .start(request)
        .map(s -> new Started(s.authorizationUrl().orElse(null), s.ticket().orElse(null)))
        .map(started -> Response.status(201).entity(started).build());
  }

  @POST
  @Path("/{attempt}/exchange")
  public Uni<Status> exchange(String attempt, @NotNull @Valid Code code) {
    return exchange.exchange(attempt, Secret.of(code.code())).chain(this::status);
  }

  @GET
  @Path("/{attempt}")
  public Uni<Status> status(String attempt) {
    return attempts
        .find(attempt)
        .map(f -> f.orElseThrow(() -> ProblemException.notFound("authorization attempt")))
        .chain(this::status);
  }

  private Uni<Status> status(AuthorizationAttempt row) {
    return switch (row.status) {
      case AuthorizationAttempt.SUCCEEDED -> account(row.connection).map(a -> succeeded(row, a));
      case AuthorizationAttempt.FAILED ->
          Uni.createFrom().item(new Status("failed", null, null, null, row.reason));
      default -> Uni.createFrom().item(new Status("started", null, null, null, null));
    };
  }

  private static Status succeeded(AuthorizationAttempt row, Optional<String> account) {
    return new Status(
        "succeeded", account.orElse(null), row.granted(), row.credentialExpiresAt, null);
  }

  private Uni<Optional<String>> account(String connection) {
    return store
        .read(connection)
        .chain(
            found ->
                found
                    .filter(row -> !row.gone())
                    .map(seal::account)
                    .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
  }
}
