package io.delega.connect.remote;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** access-policy's assistants, asked for with the caller's own token. */
@Path("/v1/assistants")
@RegisterRestClient(configKey = "assistants")
public interface AssistantApi {
  /** An assistant, as far as a connect session needs it. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Assistant(String id, String name, String state) {}

  @GET
  @Path("/{id}")
  Uni<Assistant> get(
      @HeaderParam("Authorization") String authorization, @PathParam("id") String id);
}
