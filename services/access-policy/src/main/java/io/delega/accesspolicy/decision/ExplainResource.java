package io.delega.accesspolicy.decision;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.delega.api.Caller;
import io.delega.api.Roles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

/** Why a call would be allowed or denied now. */
@Path("/v1/decisions")
public class ExplainResource {
  @Inject Explanations explanations;
  @Inject Caller caller;

  /** A call: {@code path} as it would stand in the proxy's URL, with its query if it has one. */
  public record Call(
      @NotBlank String connection,
      @NotBlank String assistant,
      @NotBlank String method,
      @NotBlank String path) {}

  /** {@code decision}: allowed or denied; {@code code} and {@code detail} of a denial. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Explanation(
      String decision, String code, String detail, String operation, String grant) {}

  @POST
  @Path("/explain")
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.AUDITOR})
  public Uni<Explanation> explain(@NotNull @Valid Call body) {
    return explanations.explain(caller.agency(), body);
  }
}
