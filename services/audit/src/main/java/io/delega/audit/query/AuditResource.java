package io.delega.audit.query;

import io.delega.api.Caller;
import io.delega.api.Page;
import io.delega.api.ProblemException;
import io.delega.api.Roles;
import io.delega.ledger.ProofFile;
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
import java.sql.SQLException;
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

  AuditResource(Entries entries, ReadTrail trail, Caller caller) {
    this.entries = entries;
    this.trail = trail;
    this.caller = caller;
  }

  /** Entries behind leaf {@code after} (before it with {@code order=desc}). */
  @GET
  @Path("events")
  public Page<Entry> list(
      @Valid @BeanParam SearchQuery query,
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
        entries.find(SearchQuery.all(caller), id).orElseThrow(() -> missing(id, "audit entry"));
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
            .proof(SearchQuery.all(caller), id, cosigned)
            .orElseThrow(() -> missing(id, "audit entry under a checkpoint"));
    trail.read(caller.agency(), caller.actor(), Map.of("id", id), 1);
    return proof;
  }

  /** Of what was forgotten it is not known any more which client's it was. */
  private ProblemException missing(String id, String what) {
    try {
      if (!caller.has(Roles.CLIENT) && entries.forgotten(caller.agency(), id)) {
        return new ProblemException(
            410,
            "retention_expired",
            "This entry was older than the agency keeps entries; only its leaf is left.");
      }
      return ProblemException.notFound(what);
    } catch (SQLException e) {
      throw new IllegalStateException("the ledger cannot be read", e);
    }
  }
}
