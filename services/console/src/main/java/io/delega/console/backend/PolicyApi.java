package io.delega.console.backend;

import io.delega.console.backend.Shapes.AccessRequest;
import io.delega.console.backend.Shapes.Assistant;
import io.delega.console.backend.Shapes.Enforcement;
import io.delega.console.backend.Shapes.Grant;
import io.delega.console.backend.Shapes.Guardrail;
import io.delega.console.backend.Shapes.Items;
import io.delega.console.backend.Shapes.RuleText;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** access-policy, as the visitor sees it. */
@Path("/v1")
@RegisterRestClient(configKey = "access-policy")
public interface PolicyApi {
  @GET
  @Path("/grants")
  Uni<Items<Grant>> grants(
      @HeaderParam("Authorization") String bearer, @QueryParam("limit") int limit);

  @GET
  @Path("/grants/{id}")
  Uni<Grant> grant(@HeaderParam("Authorization") String bearer, @PathParam("id") String id);

  /** How its revocation came into force; 404 when it is not revoked. */
  @GET
  @Path("/grants/{id}/receipt")
  Uni<Enforcement> receipt(@HeaderParam("Authorization") String bearer, @PathParam("id") String id);

  /** Answers once no enforcement point admits another call under the grant. */
  @POST
  @Path("/grants/{id}/revoke")
  Uni<Response> revoke(@HeaderParam("Authorization") String bearer, @PathParam("id") String id);

  /** What the agency asks clients for; {@code state} null for all. */
  @GET
  @Path("/access-requests")
  Uni<Items<AccessRequest>> requests(
      @HeaderParam("Authorization") String bearer,
      @QueryParam("state") String state,
      @QueryParam("limit") int limit);

  /** The client's yes; answers once what it allows is in force. */
  @POST
  @Path("/access-requests/{id}/accept")
  Uni<Response> accept(@HeaderParam("Authorization") String bearer, @PathParam("id") String id);

  @POST
  @Path("/access-requests/{id}/decline")
  Uni<Response> decline(@HeaderParam("Authorization") String bearer, @PathParam("id") String id);

  @POST
  @Path("/access-requests/{id}/withdraw")
  Uni<Response> withdraw(@HeaderParam("Authorization") String bearer, @PathParam("id") String id);

  @GET
  @Path("/assistants")
  Uni<Items<Assistant>> assistants(
      @HeaderParam("Authorization") String bearer, @QueryParam("limit") int limit);

  /** Answers once nothing of the assistant is admitted any more. */
  @POST
  @Path("/assistants/{id}/quarantine")
  Uni<Response> quarantine(@HeaderParam("Authorization") String bearer, @PathParam("id") String id);

  @POST
  @Path("/assistants/{id}/resume")
  Uni<Response> release(@HeaderParam("Authorization") String bearer, @PathParam("id") String id);

  @GET
  @Path("/guardrails")
  Uni<Items<Guardrail>> guardrails(
      @HeaderParam("Authorization") String bearer, @QueryParam("limit") int limit);

  /** Answers once it is in force everywhere. */
  @PUT
  @Path("/guardrails/{name}")
  Uni<Response> guard(
      @HeaderParam("Authorization") String bearer, @PathParam("name") String name, RuleText text);

  @DELETE
  @Path("/guardrails/{name}")
  Uni<Response> unguard(
      @HeaderParam("Authorization") String bearer, @PathParam("name") String name);
}
