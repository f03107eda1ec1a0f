package io.delega.console.backend;

import io.delega.console.backend.Shapes.Client;
import io.delega.console.backend.Shapes.ClientSession;
import io.delega.console.backend.Shapes.Code;
import io.delega.console.backend.Shapes.Connection;
import io.delega.console.backend.Shapes.Items;
import io.delega.console.backend.Shapes.Provider;
import io.delega.console.backend.Shapes.Revoked;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** connect, as the visitor sees it. */
@Path("/v1")
@RegisterRestClient(configKey = "connect")
public interface ConnectApi {
  @GET
  @Path("/clients")
  Uni<Items<Client>> clients(
      @HeaderParam("Authorization") String bearer, @QueryParam("limit") int limit);

  @GET
  @Path("/connections")
  Uni<Items<Connection>> connections(
      @HeaderParam("Authorization") String bearer, @QueryParam("limit") int limit);

  @GET
  @Path("/connections/{id}")
  Uni<Connection> connection(
      @HeaderParam("Authorization") String bearer, @PathParam("id") String id);

  /** What became of its revocation so far; 404 when it is not revoked. */
  @GET
  @Path("/connections/{id}/receipt")
  Uni<Revoked> receipt(@HeaderParam("Authorization") String bearer, @PathParam("id") String id);

  @GET
  @Path("/providers/{id}")
  Uni<Provider> provider(@HeaderParam("Authorization") String bearer, @PathParam("id") String id);

  @DELETE
  @Path("/connections/{id}")
  Uni<Response> stop(@HeaderParam("Authorization") String bearer, @PathParam("id") String id);

  /** Answers once nothing is admitted under it, until it is resumed. */
  @POST
  @Path("/connections/{id}/suspend")
  Uni<Response> pause(@HeaderParam("Authorization") String bearer, @PathParam("id") String id);

  @POST
  @Path("/connections/{id}/resume")
  Uni<Response> resume(@HeaderParam("Authorization") String bearer, @PathParam("id") String id);

  /** Spends the code; 4xx when it is unknown, used or expired. */
  @POST
  @Path("/client-sessions")
  Uni<ClientSession> signIn(Code code);
}
