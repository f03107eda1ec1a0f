package io.delega.connect.remote;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import io.delega.contracts.Actor;
import io.quarkus.oidc.client.filter.OidcClientFilter;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** access-policy, called as this service. */
@Path("/internal/connections")
@RegisterRestClient(configKey = "access-policy")
@OidcClientFilter
public interface PolicyApi {
  /** Answers once no enforcement point admits another call of the connection. */
  @POST
  @Path("/{id}/revoke")
  Uni<JsonNode> revoke(@PathParam("id") String id, Revocation revocation);

  /** Answers once no enforcement point admits another call of the connection. */
  @POST
  @Path("/{id}/suspend")
  Uni<Suspended> suspend(@PathParam("id") String id, Suspension suspension);

  /** Answers once every enforcement point goes by what is left. */
  @POST
  @Path("/{id}/resume")
  Uni<Suspended> resume(@PathParam("id") String id, Suspension suspension);

  /**
   * Who keeps a connection suspended.
   *
   * @param suspendedBy {@code agency}, {@code client}
   * @param version rises with every change of it
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Suspended(List<String> suspendedBy, long version) {}

  /** Who suspends or resumes a connection of which agency. */
  record Suspension(String agency, Actor actor) {}
}
