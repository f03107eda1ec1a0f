package io.delega.accesspolicy.issuer;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.delega.api.ProblemException;
import io.delega.contracts.EventJson;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.WebApplicationException;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Whether an issuer can be used, as token-vault finds it now. */
@ApplicationScoped
class Usable {
  private static final int UNPROCESSABLE = 422;

  private final IssuerCheck vault;

  @Inject
  Usable(@RestClient IssuerCheck vault) {
    this.vault = vault;
  }

  /**
   * Done when the issuer's keys can be had.
   *
   * @param callersOwn the admin's {@code Authorization}
   * @return fails with 422 {@code issuer_unusable} when not, and with 503 {@code vault_unavailable}
   *     when that cannot be told
   */
  Uni<Void> require(String callersOwn, String issuer, String jwksUri) {
    return vault
        .check(callersOwn, new IssuerCheck.Asked(issuer, jwksUri))
        .onFailure()
        .transform(Usable::problem)
        .replaceWithVoid();
  }

  private static ProblemException problem(Throwable failure) {
    return failure instanceof WebApplicationException answer
            && answer.getResponse().getStatus() == UNPROCESSABLE
        ? new ProblemException(UNPROCESSABLE, "issuer_unusable", detail(answer))
        : new ProblemException(
                503, "vault_unavailable", "The issuer cannot be looked at now. Try again.")
            .header("Retry-After", "2");
  }

  private static String detail(WebApplicationException answer) {
    try {
      String body = answer.getResponse().readEntity(String.class);
      return EventJson.mapper().readTree(body).path("detail").asText();
    } catch (JsonProcessingException | RuntimeException e) {
      return "The issuer cannot be used.";
    }
  }
}
