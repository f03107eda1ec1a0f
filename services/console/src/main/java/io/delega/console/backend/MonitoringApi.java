package io.delega.console.backend;

import io.delega.console.backend.Shapes.Alert;
import io.delega.console.backend.Shapes.Items;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** Alerts, as the visitor sees them. */
@Path("/v1/alerts")
@RegisterRestClient(configKey = "monitoring")
public interface MonitoringApi {
  @GET
  Uni<Items<Alert>> alerts(
      @HeaderParam("Authorization") String bearer,
      @QueryParam("state") String state,
      @QueryParam("limit") int limit);

  @POST
  @Path("/{id}/acknowledge")
  Uni<Response> acknowledge(
      @HeaderParam("Authorization") String bearer, @PathParam("id") String id);
}
