package io.delega.monitoring.usage;

import io.delega.api.Caller;
import io.delega.api.Page;
import io.delega.api.ProblemException;
import io.delega.api.Roles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;

/** What the caller's agency used. */
@Path("/v1/usage")
@Produces(MediaType.APPLICATION_JSON)
public class UsageResource {
  private static final int DEFAULT_DAYS = 30;

  private final Usage usage;
  private final Caller caller;
  private final Clock clock;

  UsageResource(Usage usage, Caller caller, Clock clock) {
    this.usage = usage;
    this.caller = caller;
    this.clock = clock;
  }

  /** From and to are days ({@code YYYY-MM-DD}, UTC), both included; by default the last 30. */
  @GET
  @RolesAllowed({Roles.ADMIN, Roles.OPERATOR, Roles.AUDITOR})
  public Uni<Page<Usage.Line>> list(
      @QueryParam("from") String from,
      @QueryParam("to") String to,
      @QueryParam("connection") String connection,
      @QueryParam("assistant") String assistant) {
    LocalDate last = day("to", to, LocalDate.now(clock));
    LocalDate first = day("from", from, last.minusDays(DEFAULT_DAYS));
    return usage
        .list(caller.agency(), first, last, connection, assistant)
        .map(lines -> new Page<>(lines, null));
  }

  private static LocalDate day(String field, String value, LocalDate otherwise) {
    try {
      return value == null ? otherwise : LocalDate.parse(value);
    } catch (DateTimeException e) {
      throw ProblemException.invalid(field, "a day, such as 2026-01-31");
    }
  }
}
