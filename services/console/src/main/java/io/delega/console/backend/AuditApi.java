package io.delega.console.backend;

import io.delega.console.backend.Shapes.Entry;
import io.delega.console.backend.Shapes.Items;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** The ledger, as the visitor sees it. */
@Path("/v1/audit/events")
@RegisterRestClient(configKey = "audit")
public interface AuditApi {
  /** The newest entries first when {@code order} is {@code desc}. */
  @GET
  Uni<Items<Entry>> events(
      @HeaderParam("Authorization") String bearer,
      @QueryParam("type") String type,
      @QueryParam("order") String order,
      @QueryParam("limit") int limit);

  /** One entry; 404 while no checkpoint covers it. */
  @GET
  @Path("/{id}")
  Uni<Entry> event(@HeaderParam("Authorization") String bearer, @PathParam("id") String id);

  /** Its proof, as it can be checked offline. */
  @GET
  @Path("/{id}/proof")
  Uni<String> proof(@HeaderParam("Authorization") String bearer, @PathParam("id") String id);
}
