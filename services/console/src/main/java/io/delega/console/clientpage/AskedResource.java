package io.delega.console.clientpage;

import io.delega.console.backend.PolicyApi;
import io.delega.console.backend.Section;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** The client's answers to what the agency asks for. */
@Path("/me/requests")
public class AskedResource {
  private static final String COOKIE = ClientPageResource.COOKIE;

  private final PolicyApi policy;

  AskedResource(@RestClient PolicyApi policy) {
    this.policy = policy;
  }

  @POST
  @Path("{id}/accept")
  public Uni<Response> accept(@CookieParam(COOKIE) String token, @PathParam("id") String id) {
    return answered(policy.accept("Bearer " + token, id), "accepted");
  }

  @POST
  @Path("{id}/decline")
  public Uni<Response> decline(@CookieParam(COOKIE) String token, @PathParam("id") String id) {
    return answered(policy.decline("Bearer " + token, id), "declined");
  }

  private static Uni<Response> answered(Uni<Response> call, String notice) {
    return call.map(answer -> ClientPageResource.back(notice))
        .onFailure()
        .recoverWithItem(
            failure ->
                switch (Section.status(failure)) {
                  case 401 -> ClientPageResource.back("");
                  case 409 -> ClientPageResource.back("askOver");
                  case 503 -> ClientPageResource.back("acceptPending");
                  default -> ClientPageResource.back("failed");
                });
  }
}
