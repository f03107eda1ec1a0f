package io.delega.monitoring.alert;

import io.delega.api.Caller;
import io.delega.api.Page;
import io.delega.api.ProblemException;
import io.delega.api.Roles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Set;

/** Alerts of the caller's agency. */
@Path("/v1/alerts")
@Produces(MediaType.APPLICATION_JSON)
public class AlertResource {
  private static final Set<String> STATES = Set.of(Alert.OPEN, Alert.ACKNOWLEDGED);

  private final Alerts alerts;
  private final Caller caller;

  AlertResource(Alerts alerts, Caller caller) {
    this.alerts = alerts;
    this.caller = caller;
  }

  @GET
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.AUDITOR})
  public Uni<Page<Alert>> list(
      @QueryParam("state") String state,
      @QueryParam("after") String after,
      @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit) {
    if (state != null && !STATES.contains(state)) {
      throw ProblemException.invalid("state", "open or acknowledged");
    }
    return alerts
        .list(caller.agency(), state, after, limit)
        .map(
            found ->
                new Page<>(found, found.size() < limit ? null : found.get(found.size() - 1).id));
  }

  @POST
  @Path("{id}/acknowledge")
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR})
  public Uni<Alert> acknowledge(@PathParam("id") String id) {
    return alerts.acknowledge(caller.agency(), id, caller.actor());
  }
}
