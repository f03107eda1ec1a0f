package io.delega.connect.remote;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.oidc.client.filter.OidcClientFilter;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** token-vault, called as this service. */
@Path("/internal")
@RegisterRestClient(configKey = "token-vault")
@OidcClientFilter
public interface VaultApi {
  /** The agency's integration, with what the provider must see. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record App(
      String id,
      String provider,
      String clientId,
      String redirectUri,
      List<String> scopes,
      Map<String, String> settings) {}

  /** The beginning of an attempt. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Authorization(
      String attempt,
      String agency,
      String client,
      String connection,
      App integration,
      JsonNode definition,
      String state,
      String locale) {
    @Override
    public String toString() {
      return "Authorization[" + attempt + "]";
    }
  }

  /** How the client goes on: one of both. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Started(String authorizationUrl, String ticket) {
    @Override
    public String toString() {
      return "Started[redacted]";
    }
  }

  /** The one-time code of the callback. */
  record Code(String code) {
    @Override
    public String toString() {
      return "Code[redacted]";
    }
  }

  /** How an attempt stands: started, succeeded or failed. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Outcome(
      String status, String account, List<String> scopes, Instant expiresAt, String reason) {}

  /** Why a credential is destroyed. */
  record Destroy(String reason) {}

  @POST
  @Path("/authorizations")
  Uni<Started> start(Authorization authorization);

  @POST
  @Path("/authorizations/{attempt}/exchange")
  Uni<Outcome> exchange(@PathParam("attempt") String attempt, Code code);

  @GET
  @Path("/authorizations/{attempt}")
  Uni<Outcome> outcome(@PathParam("attempt") String attempt);

  @POST
  @Path("/connections/{id}/test")
  Uni<JsonNode> test(@PathParam("id") String connection);

  @POST
  @Path("/connections/{id}/destroy")
  Uni<JsonNode> destroy(@PathParam("id") String connection, Destroy destroy);
}
