package io.delega.audit.query;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGStatement;

/**
 * One search. There are two ways: to <em>walk</em> the leaves that fulfil the most telling
 * condition until enough of them fulfil the others, and to <em>look up</em> what fulfils all by
 * their words and sort it. Walking is fast unless the conditions are each frequent and hardly ever
 * meet, which no statistics tell; looking up is fast just then. So a search walks for a moment and
 * looks up if that was not enough.
 */
final class Search {
  private static final int WALK_MS = 30;
  private static final int LOOK_UP_MS = 2_000;
  private static final String CANCELED = "57014";

  private final Connection connection;
  private final Filter filter;
  private final LeafRange range;
  private final boolean descending;
  private final int limit;

  private Search(
      Connection connection, Filter filter, LeafRange range, boolean descending, int limit) {
    this.connection = connection;
    this.filter = filter;
    this.range = range;
    this.descending = descending;
    this.limit = limit;
  }

  /** A search behind a leaf, or before it, in the tree's first {@code size} leaves. */
  static Search of(
      Connection connection, Filter filter, Long after, boolean descending, int limit, long size)
      throws SQLException {
    LeafRange range = LeafRange.of(connection, filter, size).beyond(after, descending);
    return new Search(connection, filter, range, descending, limit);
  }

  /** What is found, in leaf order. */
  List<Row> rows() throws SQLException {
    if (!filter.meets()) {
      return walk();
    }
    List<Row> rows = within(WALK_MS, false);
    rows = rows == null ? within(LOOK_UP_MS, true) : rows;
    return rows == null ? walk() : rows;
  }

  /** What is found by walking, however long it takes. */
  List<Row> walk() throws SQLException {
    return run(false);
  }

  /** What is found by looking up, however long it takes. */
  List<Row> lookUp() throws SQLException {
    return run(true);
  }

  /** What is found within so many milliseconds; null when that was not enough. */
  private List<Row> within(int milliseconds, boolean lookUp) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement patience = connection.createStatement()) {
      patience.execute("SET LOCAL statement_timeout = " + milliseconds);
      List<Row> rows = run(lookUp);
      connection.commit();
      return rows;
    } catch (SQLException e) {
      connection.rollback();
      if (!CANCELED.equals(e.getSQLState())) {
        throw e;
      }
      return null;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private List<Row> run(boolean lookUp) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql(lookUp))) {
      // Planned for these values each time: a word, a client or a type can be rare or everywhere.
      select.unwrap(PGStatement.class).setPrepareThreshold(0);
      bind(select, lookUp);
      try (ResultSet found = select.executeQuery()) {
        List<Row> rows = new ArrayList<>();
        while (found.next()) {
          rows.add(Row.of(found));
        }
        return rows;
      }
    }
  }

  /** The statement; an order by a sum is one that no index has, so that all is found and sorted. */
  String sql(boolean lookUp) {
    return "SELECT "
        + Row.COLUMNS
        + " FROM entry WHERE "
        + filter.where()
        + (lookUp ? " AND words @> ?" : "")
        + " AND leaf_index >= ? AND leaf_index < ? ORDER BY leaf_index"
        + (lookUp ? " + 0" : "")
        + (descending ? " DESC" : "")
        + " LIMIT ?";
  }

  void bind(PreparedStatement select, boolean lookUp) throws SQLException {
    int parameter = 1;
    for (Object value : filter.values()) {
      select.setObject(parameter++, value);
    }
    if (lookUp) {
      select.setObject(parameter++, filter.words());
    }
    select.setLong(parameter++, range.from());
    select.setLong(parameter++, range.to());
    select.setInt(parameter, limit);
  }
}
