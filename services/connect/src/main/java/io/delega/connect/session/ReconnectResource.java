package io.delega.connect.session;

import io.delega.api.Caller;
import io.delega.api.Roles;
import io.delega.idempotency.IdempotencyKey;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/** A link to connect the same account anew; what was agreed for it stays. */
@Path("/v1/connections/{id}/reconnect")
public class ReconnectResource {
  @Inject SessionMaker maker;
  @Inject Caller caller;

  /**
   * What may be said about it.
   *
   * @param expiresIn seconds for which the link is valid
   */
  public record Reconnect(@Size(max = 2000) String returnUrl, @Positive Long expiresIn) {}

  private record Again(String connection, Reconnect asked) {}

  @POST
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.BACKEND})
  public Uni<Response> reconnect(
      String id, @HeaderParam(IdempotencyKey.HEADER) String key, @Valid Reconnect body) {
    Reconnect asked = body == null ? new Reconnect(null, null) : body;
    return maker
        .again(
            caller.agency(),
            caller.agencyName(),
            caller.actor(),
            id,
            asked,
            IdempotencyKey.of(key, new Again(id, asked)))
        .map(SessionResource::created);
  }
}
