package io.delega.console.backend;

import io.delega.console.backend.Shapes.Grant;
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

/** access-policy, as the visitor sees it. */
@Path("/v1/grants")
@RegisterRestClient(configKey = "access-policy")
public interface PolicyApi {
  @GET
  Uni<Items<Grant>> grants(
      @HeaderParam("Authorization") String bearer, @QueryParam("limit") int limit);

  /** Answers once no enforcement point admits another call under the grant. */
  @POST
  @Path("/{id}/revoke")
  Uni<Response> revoke(@HeaderParam("Authorization") String bearer, @PathParam("id") String id);
}
