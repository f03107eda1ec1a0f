package io.delega.audit.retention;

import io.delega.audit.archive.Archive;
import io.delega.audit.retention.Holds.Hold;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * An agency's oldest entries that are to be forgotten together: all still in the database, or all
 * in one bundle of the archive.
 *
 * @param from the agency's number of the first
 * @param to the agency's number behind the last
 * @param bundle the archived bundle they are in; negative when they are not archived
 */
record Due(long from, long to, long bundle, List<Long> leaves) {
  private static final int AT_ONCE = 2_000;

  /**
   * The agency's view begins later afterwards, and never has a hole: one entry that is held, or too
   * young, ends it. What no head covers yet and what the stream has not published is not touched.
   */
  private static final String OLDEST =
      "SELECT e.leaf_index, e.agency_sequence, e.time, e.client, e.event IS NULL"
          + " FROM agency_head h JOIN logged_head l USING (agency) JOIN entry e USING (agency)"
          + " WHERE h.agency = ? AND e.agency_sequence >= h.kept_from"
          + " AND e.agency_sequence < l.number"
          + " AND e.leaf_index < (SELECT next FROM stream_cursor)"
          + " ORDER BY e.agency_sequence LIMIT ?";

  static Due of(Connection connection, String agency, Instant before, List<Hold> holds)
      throws SQLException {
    List<Long> leaves = new ArrayList<>();
    long from = -1;
    long to = -1;
    long bundle = -1;
    try (PreparedStatement select = connection.prepareStatement(OLDEST)) {
      select.setString(1, agency);
      select.setInt(2, AT_ONCE);
      try (ResultSet found = select.executeQuery()) {
        while (found.next()) {
          long leaf = found.getLong(1);
          Instant time = found.getTimestamp(3).toInstant();
          String client = found.getString(4);
          long its = found.getBoolean(5) ? Archive.bundleOf(leaf) : -1;
          boolean first = leaves.isEmpty();
          if (!time.isBefore(before)
              || holds.stream().anyMatch(hold -> hold.covers(client, time))
              || (!first && its != bundle)) {
            break;
          }
          from = first ? found.getLong(2) : from;
          to = found.getLong(2) + 1;
          bundle = its;
          leaves.add(leaf);
        }
      }
    }
    return new Due(from, to, bundle, leaves);
  }

  boolean isEmpty() {
    return leaves.isEmpty();
  }

  boolean archived() {
    return bundle >= 0;
  }
}
