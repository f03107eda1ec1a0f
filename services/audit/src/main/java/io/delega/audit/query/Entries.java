package io.delega.audit.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.delega.audit.ledger.Owner;
import io.delega.audit.ledger.PersonalKeys;
import io.delega.audit.ledger.StoredTiles;
import io.delega.contracts.EventJson;
import io.delega.keys.WrappedKey;
import io.delega.ledger.ProofFile;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Reads entries that a checkpoint covers. Blocking: called on worker threads. */
@ApplicationScoped
public class Entries {
  private final DataSource database;
  private final PersonalKeys personalKeys;
  private final WholeRows wholeRows;

  Entries(DataSource database, PersonalKeys personalKeys, WholeRows wholeRows) {
    this.database = database;
    this.personalKeys = personalKeys;
    this.wholeRows = wholeRows;
  }

  /** The signed head that everything below is read under. */
  public record Head(long size, String note) {}

  /** The last checkpoint; empty before the first. */
  public Optional<Head> head() throws SQLException {
    return head(0);
  }

  /** The last checkpoint that at least so many witnesses cosigned. */
  public Optional<Head> head(int cosigned) throws SQLException {
    try (Connection connection = database.getConnection()) {
      return head(connection, cosigned);
    }
  }

  private static Optional<Head> head(Connection connection) throws SQLException {
    return head(connection, 0);
  }

  private static Optional<Head> head(Connection connection, int cosigned) throws SQLException {
    String enough = cosigned > 0 ? " WHERE cosigned > 0 AND cosigned >= " + cosigned : "";
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT size, note || cosignatures FROM checkpoint"
                    + enough
                    + " ORDER BY size DESC LIMIT 1");
        ResultSet found = select.executeQuery()) {
      return found.next()
          ? Optional.of(new Head(found.getLong(1), found.getString(2)))
          : Optional.empty();
    }
  }

  /** The checkpoint of exactly this size, if one was signed. */
  Optional<Head> headOfSize(long size) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT size, note || cosignatures FROM checkpoint WHERE size = ?")) {
      select.setLong(1, size);
      try (ResultSet found = select.executeQuery()) {
        return found.next()
            ? Optional.of(new Head(found.getLong(1), found.getString(2)))
            : Optional.empty();
      }
    }
  }

  /**
   * How many entries an agency had up to a leaf, which is its number of the next one; at least
   * where its view begins, since what was before is forgotten.
   */
  long numbersUpTo(String agency, long leafIndex) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT greatest("
                    + "(SELECT agency_sequence + 1 FROM entry WHERE agency = ? AND leaf_index <= ?"
                    + " ORDER BY leaf_index DESC LIMIT 1),"
                    + " (SELECT kept_from FROM agency_head WHERE agency = ?), 0)")) {
      select.setString(1, agency);
      select.setLong(2, leafIndex);
      select.setString(3, agency);
      try (ResultSet found = select.executeQuery()) {
        found.next();
        return found.getLong(1);
      }
    }
  }

  /** Whether an entry of the agency was forgotten because of its age. */
  boolean forgotten(String agency, String id) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT 1 FROM forgotten WHERE agency = ? AND event_id = ?")) {
      select.setString(1, agency);
      select.setString(2, id);
      try (ResultSet found = select.executeQuery()) {
        return found.next();
      }
    }
  }

  /** Entries under the last checkpoint, in leaf order; none before the first. */
  List<Entry> list(Filter filter, Long after, boolean descending, int limit) throws SQLException {
    Optional<Head> head = head();
    return head.isEmpty() ? List.of() : list(filter, head.get(), after, descending, limit);
  }

  /**
   * Entries under a checkpoint, in leaf order.
   *
   * @param after only those behind this leaf (ascending) or before it (descending); null from the
   *     beginning, or the end
   */
  List<Entry> list(Filter filter, Head head, Long after, boolean descending, int limit)
      throws SQLException {
    try (Connection connection = database.getConnection()) {
      List<Row> rows =
          wholeRows.of(
              connection,
              Search.of(connection, filter, after, descending, limit, head.size()).rows());
      Map<Owner, WrappedKey> keys = keys(connection, rows);
      return rows.stream().map(row -> row.entry(personal(keys, row))).toList();
    }
  }

  /** One entry within the filter. */
  public Optional<Entry> find(Filter filter, String id) throws SQLException {
    try (Connection connection = database.getConnection()) {
      Optional<Row> row = row(connection, filter, id);
      return row.isEmpty()
          ? Optional.empty()
          : Optional.of(row.get().entry(personal(connection, row.get())));
    }
  }

  /** The proof of one entry, under the last checkpoint that at least so many witnesses cosigned. */
  public Optional<ProofFile> proof(Filter filter, String id, int cosigned) throws SQLException {
    try (Connection connection = database.getConnection()) {
      Optional<Head> head = head(connection, cosigned);
      Optional<Row> row = row(connection, filter, id);
      if (head.isEmpty() || row.isEmpty() || row.get().leafIndex() >= head.get().size()) {
        return Optional.empty();
      }
      return Optional.of(
          new ProofFile(
              row.get().leafIndex(),
              Base64.getEncoder().encodeToString(row.get().leaf()),
              hashes(new StoredTiles(connection), row.get().leafIndex(), head.get().size()),
              head.get().note(),
              row.get().opening(erased(connection, row.get()))));
    }
  }

  private Optional<Row> row(Connection connection, Filter filter, String id) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT "
                + Row.COLUMNS
                + " FROM entry WHERE "
                + filter.where()
                + " AND event_id = ?")) {
      int parameter = 1;
      for (Object value : filter.values()) {
        select.setObject(parameter++, value);
      }
      select.setString(parameter, id);
      try (ResultSet found = select.executeQuery()) {
        return found.next()
            ? wholeRows.of(connection, List.of(Row.of(found))).stream().findFirst()
            : Optional.empty();
      }
    }
  }

  private static List<String> hashes(StoredTiles tiles, long leafIndex, long size) {
    return tiles.tree(size).inclusion(leafIndex, size).stream()
        .map(Base64.getEncoder()::encodeToString)
        .toList();
  }

  private boolean erased(Connection connection, Row row) throws SQLException {
    return row.personal() != null && personal(connection, row) == null;
  }

  JsonNode personal(Connection connection, Row row) throws SQLException {
    return personal(keys(connection, List.of(row)), row);
  }

  /** The keys that the personal parts of these rows are sealed under, as far as there are. */
  Map<Owner, WrappedKey> keys(Connection connection, List<Row> rows) throws SQLException {
    return personalKeys.of(
        connection,
        rows.stream()
            .filter(row -> row.personal() != null)
            .map(Row::owner)
            .collect(Collectors.toSet()));
  }

  /** The personal part; null where there is none, or none any more. */
  JsonNode personal(Map<Owner, WrappedKey> keys, Row row) {
    return row.personal() == null
        ? null
        : personalKeys
            .open(keys, row.owner(), row.eventId(), row.personal(), (key, text) -> read(text))
            .orElse(null);
  }

  private static JsonNode read(String personal) {
    try {
      return EventJson.mapper().readTree(personal);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored personal part is not JSON", e);
    }
  }
}
