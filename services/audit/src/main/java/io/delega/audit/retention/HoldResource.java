package io.delega.audit.retention;

import io.delega.api.Caller;
import io.delega.api.Page;
import io.delega.api.ProblemException;
import io.delega.api.Roles;
import io.delega.api.Version;
import io.delega.audit.retention.Holds.Hold;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.Instant;
import java.util.regex.Pattern;

/** Legal holds: what one covers is kept, however old it is. */
@Path("/v1/audit/holds")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Blocking
public class HoldResource {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  private final Holds holds;
  private final Caller caller;

  HoldResource(Holds holds, Caller caller) {
    this.holds = holds;
    this.caller = caller;
  }

  /**
   * What a hold is to cover: events of one client or of all, not before {@code from} and before
   * {@code to} where those are given.
   */
  public record Body(
      @NotBlank @Size(max = 500) String reason,
      @Size(min = 1, max = 100) String client,
      Instant from,
      Instant to) {}

  @GET
  @RolesAllowed({Roles.ADMIN, Roles.AUDITOR})
  public Page<Hold> list() throws SQLException {
    return new Page<>(holds.of(caller.agency()), null);
  }

  @GET
  @Path("/{name}")
  @RolesAllowed({Roles.ADMIN, Roles.AUDITOR})
  public Response get(@PathParam("name") String name) throws SQLException {
    Hold hold =
        holds.find(caller.agency(), name).orElseThrow(() -> ProblemException.notFound("hold"));
    return Version.answer(200, hold, hold.version());
  }

  /** Answers 201 when there was none of this name. */
  @PUT
  @Path("/{name}")
  @RolesAllowed(Roles.ADMIN)
  public Response place(
      @PathParam("name") String name,
      @HeaderParam("If-Match") String ifMatch,
      @NotNull @Valid Body body)
      throws SQLException {
    if (!NAME.matcher(name).matches()) {
      throw ProblemException.invalid("name", "1 to 63 lower-case letters, digits and hyphens");
    }
    if (body.from() != null && body.to() != null && !body.from().isBefore(body.to())) {
      throw ProblemException.invalid("to", "a time after from");
    }
    Hold hold = new Hold(name, body.reason().strip(), body.client(), body.from(), body.to(), 0);
    Hold placed = holds.place(caller.agency(), hold, ifMatch, caller.actor());
    return Version.answer(placed.version() == 1 ? 201 : 200, placed, placed.version());
  }

  /** From now on what it covered is forgotten when it is old enough. */
  @DELETE
  @Path("/{name}")
  @RolesAllowed(Roles.ADMIN)
  public void release(@PathParam("name") String name, @HeaderParam("If-Match") String ifMatch)
      throws SQLException {
    holds.release(caller.agency(), name, ifMatch, caller.actor());
  }
}
