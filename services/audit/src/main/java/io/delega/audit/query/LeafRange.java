package io.delega.audit.query;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;

/**
 * Between which leaves a search must look. Times are not in the order of leaves, but of each block
 * of leaves the earliest and the latest are kept.
 *
 * @param from the first leaf
 * @param to the leaf behind the last
 */
record LeafRange(long from, long to) {
  private static final long BLOCK = 4_096;

  /** What of the tree's first {@code size} leaves can be within the filter's times. */
  static LeafRange of(Connection connection, Filter filter, long size) throws SQLException {
    long from = 0;
    long to = size;
    if (filter.from() != null) {
      long block =
          block(
              connection,
              "SELECT min(block) FROM leaf_times WHERE latest >= ?",
              filter.from(),
              Long.MAX_VALUE / BLOCK);
      from = block * BLOCK;
    }
    if (filter.to() != null) {
      long block =
          block(
              connection, "SELECT max(block) FROM leaf_times WHERE earliest < ?", filter.to(), -1);
      to = Math.min(size, (block + 1) * BLOCK);
    }
    return new LeafRange(from, to);
  }

  /** The range behind a leaf (ascending) or before it. */
  LeafRange beyond(Long after, boolean descending) {
    if (after == null) {
      return this;
    }
    return descending
        ? new LeafRange(from, Math.min(to, after))
        : new LeafRange(Math.max(from, after == Long.MAX_VALUE ? after : after + 1), to);
  }

  private static long block(Connection connection, String sql, Instant time, long none)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setTimestamp(1, Timestamp.from(time));
      try (ResultSet found = select.executeQuery()) {
        found.next();
        long block = found.getLong(1);
        return found.wasNull() ? none : block;
      }
    }
  }
}
