package io.delega.audit.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.delega.api.Caller;
import io.delega.api.Page;
import io.delega.api.ProblemException;
import io.delega.api.Roles;
import io.delega.audit.query.Entries.Head;
import io.delega.contracts.Actor;
import io.delega.ledger.ProofFile;
import io.delega.ledger.Verifier;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The ledger's entries, for the agency they belong to; a client sees its own. */
@Path("/v1/audit")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@RolesAllowed({Roles.ADMIN, Roles.AUDITOR, Roles.OPERATOR, Roles.CLIENT})
public class AuditResource {
  private final Entries entries;
  private final ReadTrail trail;
  private final Caller caller;
  private final ObjectMapper json;

  AuditResource(Entries entries, ReadTrail trail, Caller caller, ObjectMapper json) {
    this.entries = entries;
    this.trail = trail;
    this.caller = caller;
    this.json = json;
  }

  /** The filters of a search. */
  public static class Query {
    @QueryParam("type")
    String type;

    @QueryParam("client")
    String client;

    @QueryParam("connection")
    String connection;

    @QueryParam("assistant")
    String assistant;

    @QueryParam("grant")
    String grant;

    @QueryParam("operation")
    String operation;

    @QueryParam("outcome")
    String outcome;

    @QueryParam("reason")
    String reason;

    @QueryParam("callId")
    String callId;

    @QueryParam("from")
    String from;

    @QueryParam("to")
    String to;

    Filter filter(Caller caller) {
      Filter filter =
          new Filter(caller.agency())
              .with("type", type)
              .with("client", client)
              .with("connection", connection)
              .with("assistant", assistant)
              .with("grant", grant)
              .with("operation", operation)
              .with("outcome", outcome)
              .with("reason", reason)
              .with("callId", callId)
              .time("from", from)
              .time("to", to);
      return own(filter, caller);
    }
  }

  private static Filter own(Filter filter, Caller caller) {
    return caller.has(Roles.CLIENT) ? filter.ownedBy(caller.client().orElse("")) : filter;
  }

  /** Entries behind leaf {@code after} (before it with {@code order=desc}). */
  @GET
  @Path("events")
  public Page<Entry> list(
      @Valid @BeanParam Query query,
      @QueryParam("after") String after,
      @QueryParam("order") @DefaultValue("asc") String order,
      @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(1000) int limit)
      throws SQLException {
    if (!order.equals("asc") && !order.equals("desc")) {
      throw ProblemException.invalid("order", "asc or desc");
    }
    Filter filter = query.filter(caller);
    List<Entry> found = entries.list(filter, leaf(after), order.equals("desc"), limit);
    trail.read(caller.agency(), caller.actor(), filter.said(), found.size());
    return new Page<>(
        found,
        found.size() < limit ? null : Long.toString(found.get(found.size() - 1).leafIndex()));
  }

  private static Long leaf(String after) {
    try {
      return after == null ? null : Long.valueOf(after);
    } catch (NumberFormatException e) {
      throw ProblemException.invalid("after", "a leaf index");
    }
  }

  @GET
  @Path("events/{id}")
  public Entry get(@PathParam("id") String id) throws SQLException {
    Entry entry =
        entries
            .find(own(new Filter(caller.agency()), caller), id)
            .orElseThrow(() -> ProblemException.notFound("audit entry"));
    trail.read(caller.agency(), caller.actor(), Map.of("id", id), 1);
    return entry;
  }

  /** The inclusion proof under the last checkpoint, with the opening of the leaf. */
  @GET
  @Path("events/{id}/proof")
  public ProofFile proof(
      @PathParam("id") String id,
      @QueryParam("cosigned") @DefaultValue("0") @Min(0) @Max(16) int cosigned)
      throws SQLException {
    ProofFile proof =
        entries
            .proof(own(new Filter(caller.agency()), caller), id, cosigned)
            .orElseThrow(() -> ProblemException.notFound("audit entry under a checkpoint"));
    trail.read(caller.agency(), caller.actor(), Map.of("id", id), 1);
    return proof;
  }

  /** A header line, then a line per entry with event, opening and proof. */
  @GET
  @Path("export")
  @Produces({"application/x-ndjson", MediaType.APPLICATION_JSON})
  public Response export(
      @Valid @BeanParam Query query,
      @QueryParam("format") @DefaultValue("ndjson") String format,
      @QueryParam("cosigned") @DefaultValue("0") @Min(0) @Max(16) int cosigned)
      throws SQLException {
    if (!format.equals("ndjson")) {
      throw new ProblemException(400, "unsupported", "format: ndjson is what this version exports.")
          .with("field", "format");
    }
    Filter filter = query.filter(caller);
    Head head =
        entries
            .head(cosigned)
            .orElseThrow(
                () ->
                    new ProblemException(
                        503,
                        "audit_unavailable",
                        "There is no checkpoint yet, or none that so many witnesses cosigned; try again."));
    Actor reader = caller.actor();
    trail.exported(caller.agency(), reader, format, filter.said());
    String header = header(filter, head);
    StreamingOutput body = out -> write(out, header, filter, head);
    return Response.ok(body, "application/x-ndjson").build();
  }

  private String header(Filter filter, Head head) {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("format", Verifier.EXPORT_FORMAT);
    header.put("agency", caller.agency());
    header.put("filters", filter.said());
    header.put("complete", filter.whole());
    header.put("checkpoint", head.note());
    return write(header);
  }

  private void write(OutputStream out, String header, Filter filter, Head head) throws IOException {
    try (BufferedOutputStream buffered = new BufferedOutputStream(out, 1 << 16)) {
      line(buffered, header);
      entries.export(filter, head, entry -> line(buffered, write(entry)));
    } catch (SQLException e) {
      throw new IOException("the export was cut off", e);
    }
  }

  private static void line(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    out.write('\n');
  }

  private String write(Map<String, Object> value) {
    try {
      return json.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an export line cannot be written", e);
    }
  }
}
