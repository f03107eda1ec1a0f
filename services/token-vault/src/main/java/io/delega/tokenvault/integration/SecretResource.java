package io.delega.tokenvault.integration;

import io.delega.api.Caller;
import io.delega.api.ProblemException;
import io.delega.api.Roles;
import io.delega.contracts.Actor;
import io.delega.contracts.Ids;
import io.delega.keys.Secret;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.WebApplicationException;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;

/** The client secret of an integration's OAuth app: written here, never read. */
@Path("/v1/integrations/{id}/secret")
@RolesAllowed({Roles.ADMIN, Roles.BACKEND})
public class SecretResource {
  private static final Logger LOG = Logger.getLogger(SecretResource.class);

  @Inject Caller caller;
  @Inject IntegrationSecrets secrets;
  @RestClient ConnectClient connect;

  /** The body. */
  public record ClientSecret(@NotBlank @Size(max = 4096) String clientSecret) {
    @Override
    public String toString() {
      return "ClientSecret[redacted]";
    }
  }

  @PUT
  public Uni<Void> set(
      String id,
      @HeaderParam("Authorization") String authorization,
      @NotNull @Valid ClientSecret body) {
    String agency = caller.agency();
    Actor actor = caller.actor();
    if (!Ids.isA(Ids.INTEGRATION, id)) {
      throw ProblemException.notFound("integration");
    }
    return connect
        .integration(authorization, id)
        .onFailure()
        .transform(SecretResource::answer)
        .invoke(response -> require(response.getStatus()))
        .chain(() -> secrets.set(agency, id, Secret.of(body.clientSecret()), actor));
  }

  private static Throwable answer(Throwable e) {
    if (e instanceof WebApplicationException web) {
      return problem(web.getResponse().getStatus());
    }
    LOG.warnf("connect does not answer: %s", e.getMessage());
    return unavailable();
  }

  private static void require(int status) {
    if (status != 200) {
      throw problem(status);
    }
  }

  private static ProblemException problem(int status) {
    return switch (status) {
      case 404 -> ProblemException.notFound("integration");
      case 401, 403 -> ProblemException.forbidden("The token does not reach this integration.");
      default -> unavailable();
    };
  }

  private static ProblemException unavailable() {
    return new ProblemException(
        503, "connect_unavailable", "The integration cannot be looked up now. Try again.");
  }
}
