package io.delega.tokenvault.proxy;

import io.delega.api.ProblemException;
import io.delega.api.Roles;
import io.delega.tokenvault.outbound.NoAnswerException;
import io.delega.tokenvault.proxy.KeyDocuments.UnusableException;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.jboss.logging.Logger;

/**
 * Whether an issuer's keys can be had, before it is trusted. access-policy asks, with the token of
 * the admin who wants it.
 */
@Path("/internal/issuers/check")
@RolesAllowed(Roles.ADMIN)
public class IssuerCheckResource {
  private static final Logger LOG = Logger.getLogger(IssuerCheckResource.class);

  @Inject KeyDocuments documents;

  /** An issuer; its discovery document says where its keys are when {@code jwksUri} does not. */
  public record Asked(@NotBlank String issuer, String jwksUri) {}

  /** How many keys there are by which tokens can be verified. */
  public record Found(int keys) {}

  /** Fetches the keys: 422 {@code issuer_unusable} with the reason when there is none. */
  @POST
  public Uni<Found> check(@NotNull @Valid Asked body) {
    return Uni.createFrom()
        .completionStage(() -> documents.keys(body.issuer(), body.jwksUri()))
        .map(keys -> keys.getKeys().size())
        .onFailure()
        .transform(failure -> unusable(reason(failure)))
        .invoke(
            keys -> {
              if (keys == 0) {
                throw unusable("there is no key by which its tokens could be verified");
              }
            })
        .map(Found::new);
  }

  private static String reason(Throwable failure) {
    if (failure instanceof UnusableException || failure instanceof NoAnswerException) {
      return failure.getMessage();
    }
    LOG.warn("An issuer could not be looked at", failure);
    return "it cannot be called";
  }

  private static ProblemException unusable(String reason) {
    return new ProblemException(
        422, "issuer_unusable", "The issuer cannot be used: " + reason + ".");
  }
}
