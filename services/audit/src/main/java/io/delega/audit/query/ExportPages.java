package io.delega.audit.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.delega.audit.ledger.Owner;
import io.delega.audit.ledger.StoredTiles;
import io.delega.audit.query.Exports.Order;
import io.delega.keys.WrappedKey;
import io.delega.ledger.ReadableEntry;
import io.delega.ledger.Tiles;
import io.delega.ledger.Tree;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Reads the entries of an export, page by page. A page is read whole and its connection given back
 * before it is handed on: whoever reads slowly holds memory for one page and nothing else.
 */
@ApplicationScoped
class ExportPages {
  private static final int PAGE = 500;

  private final DataSource database;
  private final Entries entries;
  private final WholeRows wholeRows;

  ExportPages(DataSource database, Entries entries, WholeRows wholeRows) {
    this.database = database;
    this.entries = entries;
    this.wholeRows = wholeRows;
  }

  /** What takes entries, one by one. */
  interface Sink<T> {
    void accept(T entry) throws IOException;
  }

  /** Every entry with its proof, and with its personal part where that still is. */
  void proofs(Order order, Sink<Map<String, Object>> sink) throws SQLException, IOException {
    KnownHashes known = new KnownHashes();
    pages(
        order,
        (connection, rows) -> {
          StoredTiles tiles = new StoredTiles(connection);
          Tree tree = new Tree(known.over(Tiles.subtrees(tiles::tile, order.head().size())));
          Map<Owner, WrappedKey> keys = entries.keys(connection, rows);
          List<Map<String, Object>> page = new ArrayList<>();
          for (Row row : rows) {
            List<byte[]> proof = tree.inclusion(row.leafIndex(), order.head().size());
            page.add(line(row, proof, entries.personal(keys, row)));
          }
          return page;
        },
        sink);
  }

  /** Every entry without anything personal. */
  void readable(Order order, Sink<ReadableEntry> sink) throws SQLException, IOException {
    pages(
        order,
        (connection, rows) -> rows.stream().map(ExportPages::withoutPersonal).toList(),
        sink);
  }

  private interface Page<T> {
    List<T> of(Connection connection, List<Row> rows) throws SQLException;
  }

  private <T> void pages(Order order, Page<T> page, Sink<T> sink) throws SQLException, IOException {
    long after = order.after();
    boolean more = true;
    while (more) {
      List<T> found;
      try (Connection connection = database.getConnection()) {
        List<Row> rows =
            Search.of(connection, order.filter(), after, false, PAGE, order.head().size()).walk();
        found = page.of(connection, wholeRows.of(connection, rows));
        more = rows.size() == PAGE;
        after = more ? rows.get(PAGE - 1).leafIndex() : after;
      }
      for (T entry : found) {
        sink.accept(entry);
      }
    }
  }

  private static ReadableEntry withoutPersonal(Row row) {
    return new ReadableEntry(
        row.leafIndex(), row.agencySequence(), base64(row.leaf()), row.event());
  }

  private static Map<String, Object> line(Row row, List<byte[]> proof, JsonNode personal) {
    boolean erased = row.personal() != null && personal == null;
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("leafIndex", row.leafIndex());
    line.put("leaf", base64(row.leaf()));
    line.put("hashes", proof.stream().map(ExportPages::base64).toList());
    line.put("opening", row.opening(erased));
    line.put("event", row.whole(personal));
    return line;
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
