package io.delega.audit.retention;

import io.delega.api.Caller;
import io.delega.api.Roles;
import io.delega.api.Version;
import io.delega.audit.retention.Retention.Kept;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;

/** How long the agency's entries are kept. */
@Path("/v1/audit/retention")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Blocking
public class RetentionResource {
  private final Retention retention;
  private final Caller caller;

  RetentionResource(Retention retention, Caller caller) {
    this.retention = retention;
    this.caller = caller;
  }

  /**
   * What is to be.
   *
   * @param days null keeps everything for ever; otherwise more than any topic keeps a fact, so that
   *     none can come again once it is forgotten
   */
  public record Body(@Min(30) @Max(36_500) Integer days) {}

  @GET
  @RolesAllowed({Roles.ADMIN, Roles.AUDITOR})
  public Response get() throws SQLException {
    return answer(retention.of(caller.agency()));
  }

  /** What is older is forgotten from now on, unless a hold covers it. */
  @PUT
  @RolesAllowed(Roles.ADMIN)
  public Response set(@HeaderParam("If-Match") String ifMatch, @NotNull @Valid Body body)
      throws SQLException {
    return answer(retention.set(caller.agency(), body.days(), ifMatch, caller.actor()));
  }

  private static Response answer(Kept kept) {
    return Version.answer(200, kept, kept.version());
  }
}
