package io.delega.audit.query;

import io.delega.api.ProblemException;
import io.delega.audit.archive.Archive;
import io.delega.audit.ledger.CheckpointKey;
import io.delega.audit.ledger.StoredTiles;
import io.delega.ledger.EntryBundle;
import io.delega.ledger.Tiles;
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
import jakarta.ws.rs.core.Response;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * What anyone may read of the ledger, without a token: checkpoint, key, tiles (C2SP tlog-tiles).
 */
@Path("/v1/audit")
@PermitAll
@Blocking
public class LedgerResource {
  private static final String FOR_EVER = "public, max-age=31536000, immutable";

  private static final String LEAVES =
      "SELECT leaf FROM ("
          + "SELECT leaf_index, leaf FROM entry WHERE leaf_index >= ? AND leaf_index < ?"
          + " UNION ALL SELECT leaf_index, leaf FROM forgotten"
          + " WHERE leaf_index >= ? AND leaf_index < ?) AS leaves ORDER BY leaf_index";

  private final Entries entries;
  private final CheckpointKey key;
  private final DataSource database;
  private final Archive archive;

  LedgerResource(Entries entries, CheckpointKey key, DataSource database, Archive archive) {
    this.entries = entries;
    this.key = key;
    this.database = database;
    this.archive = archive;
  }

  /** The last checkpoint that at least so many witnesses cosigned. */
  @GET
  @Path("checkpoint")
  @Produces(MediaType.TEXT_PLAIN)
  public Response checkpoint(
      @QueryParam("cosigned") @DefaultValue("0") @Min(0) @Max(16) int cosigned)
      throws SQLException {
    return Response.ok(head(cosigned).note()).header("Cache-Control", "no-cache").build();
  }

  /** The verifier key in signed-note form. */
  @GET
  @Path("keys")
  @Produces(MediaType.TEXT_PLAIN)
  public String keys() {
    return key.signer().verifier() + "\n";
  }

  /** A tile or an entry bundle that the last checkpoint covers. */
  @GET
  @Path("tile/{name:.+}")
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  public Response tile(@PathParam("name") String path) throws SQLException {
    Tiles.Name name;
    try {
      name = Tiles.Name.parse(path);
    } catch (IllegalArgumentException e) {
      throw ProblemException.notFound("tile");
    }
    if (name.width() > Tiles.width(Math.max(name.level(), 0), name.index(), head(0).size())) {
      throw ProblemException.notFound("tile yet");
    }
    byte[] body = name.level() < 0 ? bundle(name) : tile(name);
    return Response.ok(body).header("Cache-Control", FOR_EVER).build();
  }

  private byte[] tile(Tiles.Name name) throws SQLException {
    try (Connection connection = database.getConnection()) {
      return new StoredTiles(connection).tile(name.level(), name.index(), name.width());
    }
  }

  private byte[] bundle(Tiles.Name name) throws SQLException {
    try (Connection connection = database.getConnection()) {
      List<byte[]> leaves = leaves(connection, name);
      if (leaves.contains(null)) {
        leaves =
            archive
                .entries(connection, name.index())
                .map(full -> EntryBundle.read(full).subList(0, name.width()))
                .orElseThrow(() -> new IllegalStateException("leaves are missing"));
      }
      return EntryBundle.write(leaves);
    }
  }

  /** Those of forgotten entries too; null for each that is archived. */
  private static List<byte[]> leaves(Connection connection, Tiles.Name name) throws SQLException {
    long first = name.index() * Tiles.WIDTH;
    try (PreparedStatement select = connection.prepareStatement(LEAVES)) {
      for (int parameter = 1; parameter <= 3; parameter += 2) {
        select.setLong(parameter, first);
        select.setLong(parameter + 1, first + name.width());
      }
      try (ResultSet found = select.executeQuery()) {
        List<byte[]> leaves = new ArrayList<>();
        while (found.next()) {
          leaves.add(found.getBytes(1));
        }
        return leaves;
      }
    }
  }

  private Entries.Head head(int cosigned) throws SQLException {
    return entries
        .head(cosigned)
        .orElseThrow(
            () ->
                new ProblemException(
                    503,
                    "audit_unavailable",
                    "There is no checkpoint yet, or none that so many witnesses cosigned; try again."));
  }
}
