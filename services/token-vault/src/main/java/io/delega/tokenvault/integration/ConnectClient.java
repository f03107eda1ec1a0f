package io.delega.tokenvault.integration;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** What the vault asks connect: whether an integration is the caller's. */
@RegisterRestClient(configKey = "connect")
@Path("/v1/integrations")
interface ConnectClient {
  @GET
  @Path("/{id}")
  Uni<Response> integration(
      @HeaderParam("Authorization") String callersOwn,
      @jakarta.ws.rs.PathParam("id") String integration);
}
