package io.delega.accesspolicy.issuer;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** token-vault, which alone calls addresses that an agency chose; asked with the admin's token. */
@Path("/internal/issuers/check")
@RegisterRestClient(configKey = "token-vault")
interface IssuerCheck {
  /** An issuer, and where its keys are unless its discovery document says so. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Asked(String issuer, String jwksUri) {}

  @POST
  Uni<JsonNode> check(@HeaderParam("Authorization") String callersOwn, Asked body);
}
