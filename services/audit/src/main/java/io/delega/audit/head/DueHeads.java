package io.delega.audit.head;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Which agencies' heads are to be logged: those with an entry, other than a head, since the last
 * one. Taking them marks them as logged, in the transaction that is given; of several replicas one
 * takes each.
 */
final class DueHeads {
  private static final int AT_ONCE = 500;

  private static final String TAKE =
      "WITH due AS ("
          + "INSERT INTO logged_head (agency, number, at)"
          + " SELECT h.agency, h.next - 1, now()"
          + " FROM agency_head h LEFT JOIN logged_head l ON l.agency = h.agency"
          + " WHERE (l.at IS NULL OR l.at <= now() - ? * interval '1 millisecond')"
          + " AND EXISTS (SELECT 1 FROM entry e WHERE e.agency = h.agency"
          + " AND e.agency_sequence > coalesce(l.number, -1) AND e.agency_sequence < h.next"
          + " AND e.type <> 'audit.head')"
          + " LIMIT ?"
          + " ON CONFLICT (agency) DO UPDATE SET number = excluded.number, at = excluded.at"
          + " WHERE logged_head.number < excluded.number"
          + " RETURNING agency, number)"
          + " SELECT due.agency, due.number, e.event_id FROM due JOIN entry e"
          + " ON e.agency = due.agency AND e.agency_sequence = due.number";

  private DueHeads() {}

  /** An agency's last entry: its number and its event. */
  record Head(String agency, long number, String event) {}

  static List<Head> take(Connection connection, Duration interval) throws SQLException {
    try (PreparedStatement take = connection.prepareStatement(TAKE)) {
      take.setLong(1, interval.toMillis());
      take.setInt(2, AT_ONCE);
      List<Head> heads = new ArrayList<>();
      try (ResultSet taken = take.executeQuery()) {
        while (taken.next()) {
          heads.add(new Head(taken.getString(1), taken.getLong(2), taken.getString(3)));
        }
      }
      return heads;
    }
  }
}
