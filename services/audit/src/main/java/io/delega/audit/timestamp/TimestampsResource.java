package io.delega.audit.timestamp;

import io.delega.api.Page;
import io.delega.api.ProblemException;
import io.delega.audit.timestamp.Timestamps.Stamped;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.util.List;

/** Timestamps of checkpoints, for anyone. */
@Path("/v1/audit/timestamps")
@PermitAll
@Blocking
public class TimestampsResource {
  private final Timestamps timestamps;

  TimestampsResource(Timestamps timestamps) {
    this.timestamps = timestamps;
  }

  /** The newest first; those behind a size are of fewer entries. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public Page<Stamped> list(
      @QueryParam("after") @DefaultValue("9223372036854775807") @Min(0) long after,
      @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit)
      throws SQLException {
    List<Stamped> found = timestamps.list(after, limit);
    return new Page<>(
        found, found.size() < limit ? null : Long.toString(found.get(found.size() - 1).size()));
  }

  /** The authority's reply (DER of TimeStampResp, RFC 3161), for other tools to verify. */
  @GET
  @Path("{size}")
  @Produces("application/timestamp-reply")
  public byte[] reply(@PathParam("size") long size) throws SQLException {
    return timestamps.reply(size).orElseThrow(() -> ProblemException.notFound("timestamp"));
  }
}
