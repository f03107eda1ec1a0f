package io.delega.audit.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.delega.audit.ledger.PersonalKeys;
import io.delega.audit.ledger.StoredTiles;
import io.delega.contracts.EventJson;
import io.delega.ledger.ProofFile;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** Reads entries that a checkpoint covers. Blocking: called on worker threads. */
@ApplicationScoped
public class Entries {
  private final DataSource database;
  private final PersonalKeys personalKeys;

  Entries(DataSource database, PersonalKeys personalKeys) {
    this.database = database;
    this.personalKeys = personalKeys;
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

  /**
   * Entries in leaf order.
   *
   * @param after only those behind this leaf (ascending) or before it (descending); null from the
   *     beginning, or the end
   */
  public List<Entry> list(Filter filter, Long after, boolean descending, int limit)
      throws SQLException {
    try (Connection connection = database.getConnection()) {
      long size = head(connection).map(Head::size).orElse(0L);
      List<Entry> entries = new ArrayList<>();
      for (Row row : rows(connection, filter, after, descending, limit, size)) {
        entries.add(row.entry(personal(connection, row)));
      }
      return entries;
    }
  }

  private static List<Row> rows(
      Connection connection, Filter filter, Long after, boolean descending, int limit, long size)
      throws SQLException {
    String sql =
        "SELECT "
            + Row.COLUMNS
            + " FROM entry WHERE "
            + filter.where()
            + (descending
                ? " AND leaf_index < ? ORDER BY leaf_index DESC LIMIT ?"
                : " AND leaf_index > ? AND leaf_index < ? ORDER BY leaf_index LIMIT ?");
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      int parameter = 1;
      for (Object value : filter.values()) {
        select.setObject(parameter++, value);
      }
      if (descending) {
        select.setLong(parameter++, after == null ? size : Math.min(after, size));
      } else {
        select.setLong(parameter++, after == null ? -1 : after);
        select.setLong(parameter++, size);
      }
      select.setInt(parameter, limit);
      try (ResultSet found = select.executeQuery()) {
        List<Row> rows = new ArrayList<>();
        while (found.next()) {
          rows.add(Row.of(found));
        }
        return rows;
      }
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

  private static Optional<Row> row(Connection connection, Filter filter, String id)
      throws SQLException {
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
        return found.next() ? Optional.of(Row.of(found)) : Optional.empty();
      }
    }
  }

  private static List<String> hashes(StoredTiles tiles, long leafIndex, long size) {
    return tiles.tree(size).inclusion(leafIndex, size).stream()
        .map(Base64.getEncoder()::encodeToString)
        .toList();
  }

  /** What takes the lines of an export, one by one. */
  public interface Lines {
    void accept(Map<String, Object> line) throws java.io.IOException;
  }

  /** Gives every entry within the filter up to the head, with its proof; in pages, any size. */
  public void export(Filter filter, Head head, Lines lines)
      throws SQLException, java.io.IOException {
    long after = -1;
    while (true) {
      try (Connection connection = database.getConnection()) {
        StoredTiles tiles = new StoredTiles(connection);
        List<Row> rows = rows(connection, filter, after, false, 500, head.size());
        for (Row row : rows) {
          lines.accept(line(connection, row, hashes(tiles, row.leafIndex(), head.size())));
          after = row.leafIndex();
        }
        if (rows.size() < 500) {
          return;
        }
      }
    }
  }

  private Map<String, Object> line(Connection connection, Row row, List<String> hashes)
      throws SQLException {
    JsonNode personal = personal(connection, row);
    boolean erased = row.personal() != null && personal == null;
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("leafIndex", row.leafIndex());
    line.put("leaf", Base64.getEncoder().encodeToString(row.leaf()));
    line.put("hashes", hashes);
    line.put("opening", row.opening(erased));
    line.put("event", row.whole(personal));
    return line;
  }

  private boolean erased(Connection connection, Row row) throws SQLException {
    return row.personal() != null && personal(connection, row) == null;
  }

  private JsonNode personal(Connection connection, Row row) throws SQLException {
    if (row.personal() == null) {
      return null;
    }
    Optional<String> opened =
        personalKeys.open(
            connection, row.agency(), row.personalOwner(), row.eventId(), row.personal());
    if (opened.isEmpty()) {
      return null;
    }
    try {
      return EventJson.mapper().readTree(opened.get());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored personal part is not JSON", e);
    }
  }
}
