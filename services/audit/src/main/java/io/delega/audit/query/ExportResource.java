package io.delega.audit.query;

import io.delega.api.Caller;
import io.delega.api.ProblemException;
import io.delega.api.Roles;
import io.delega.audit.query.Exports.Order;
import io.delega.ledger.ReadableForm;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The ledger's entries with their proofs, to take away: under one checkpoint, streamed, any size.
 */
@Path("/v1/audit/export")
@Blocking
@RolesAllowed({Roles.ADMIN, Roles.AUDITOR, Roles.OPERATOR, Roles.CLIENT})
public class ExportResource {
  private static final String NDJSON = "application/x-ndjson";
  private static final String ZIP = "application/zip";

  private final Exports exports;
  private final ReadTrail trail;
  private final Caller caller;

  private final RunningExports running;

  ExportResource(Exports exports, ReadTrail trail, Caller caller, RunningExports running) {
    this.exports = exports;
    this.trail = trail;
    this.caller = caller;
    this.running = running;
  }

  /**
   * {@code ndjson}: a header line, then a line per entry with event, opening and proof. {@code csv}
   * and {@code ocsf}: a zip file of that form and of the proofs.
   *
   * @param after only entries behind this leaf: an export that was cut off goes on here
   * @param checkpoint the size of an earlier checkpoint to export under; the last one if null
   * @param cosigned without such a size: the last one that so many witnesses cosigned
   */
  @GET
  @Produces({NDJSON, ZIP, MediaType.APPLICATION_JSON})
  public Response export(
      @Valid @BeanParam SearchQuery query,
      @QueryParam("format") @DefaultValue("ndjson") String format,
      @QueryParam("after") @Min(0) Long after,
      @QueryParam("checkpoint") @Min(0) Long checkpoint,
      @QueryParam("cosigned") @DefaultValue("0") @Min(0) @Max(16) int cosigned,
      @Context RoutingContext answering)
      throws SQLException {
    ReadableForm form = form(format);
    Filter filter = query.filter(caller);
    running.begin(caller.agency(), answering);
    Order order = exports.order(caller.agency(), filter, after, checkpoint, cosigned);
    trail.exported(caller.agency(), caller.actor(), format, said(filter, after, checkpoint));
    StreamingOutput body =
        form == null ? out -> exports.lines(order, out) : out -> exports.bundle(order, form, out);
    Response.ResponseBuilder answer = Response.ok(body, form == null ? NDJSON : ZIP);
    if (form != null) {
      answer.header(
          "Content-Disposition",
          "attachment; filename=\"delega-%s-%d.zip\"".formatted(format, order.head().size()));
    }
    return answer.build();
  }

  private static ReadableForm form(String format) {
    return switch (format) {
      case "ndjson" -> null;
      case "csv" -> ReadableForm.CSV;
      case "ocsf" -> ReadableForm.OCSF;
      default ->
          throw new ProblemException(400, "unsupported", "format: ndjson, csv or ocsf.")
              .with("field", "format");
    };
  }

  private static Map<String, String> said(Filter filter, Long after, Long checkpoint) {
    Map<String, String> said = new TreeMap<>(filter.said());
    if (after != null) {
      said.put("after", after.toString());
    }
    if (checkpoint != null) {
      said.put("checkpoint", checkpoint.toString());
    }
    return said;
  }
}
