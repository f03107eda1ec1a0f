package io.delega.accesspolicy.decision;

import com.fasterxml.jackson.databind.JsonNode;
import io.delega.api.Caller;
import io.delega.api.Roles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.util.Map;

/** Why a call was, or would be, allowed or denied. */
@Path("/v1/decisions")
public class ExplainResource {
  @Inject Explanations explanations;
  @Inject Caller caller;

  /**
   * Either a call that was, by its id, or one that could be.
   *
   * @param callId what an answer of the proxy carried
   * @param path as it would stand in the proxy's URL, with its query if it has one
   * @param body as text, or as JSON that is taken as it stands
   * @param headers those by which an operation names what it is about, such as {@code content-type}
   * @param at for which moment; now when absent
   * @param source from which address; without it no grant holds that is limited to networks
   */
  public record Question(
      String callId,
      String connection,
      String assistant,
      String method,
      String path,
      JsonNode body,
      Map<String, String> headers,
      Instant at,
      String source) {}

  @POST
  @Path("/explain")
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.AUDITOR})
  public Uni<Answer> explain(@NotNull Question body) {
    return body.callId() == null
        ? explanations.couldBe(caller.agency(), PossibleCall.of(body))
        : explanations.was(caller.agency(), PossibleCall.idOf(body));
  }
}
