package io.delega.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** The relay's own view of the tables, over plain JDBC on the relay's thread. */
final class RelayStore {
  private static final String TAKE_LEASE =
      "INSERT INTO outbox_relay (service, holder, until)"
          + " VALUES (?, ?, now() + ? * interval '1 millisecond')"
          + " ON CONFLICT (service) DO UPDATE SET holder = excluded.holder, until = excluded.until"
          + " WHERE outbox_relay.holder = excluded.holder OR outbox_relay.until < now()";

  private final DataSource database;

  RelayStore(DataSource database) {
    this.database = database;
  }

  /**
   * A row to be sent; {@code value} null is a tombstone, {@code traceparent} null where nothing was
   * traced.
   */
  record Row(long id, String topic, String key, byte[] value, String traceparent) {}

  /** Becomes or stays leader; false while another one is. */
  boolean holdLease(String service, String holder, Duration lease) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement take = connection.prepareStatement(TAKE_LEASE)) {
      take.setString(1, service);
      take.setString(2, holder);
      take.setLong(3, lease.toMillis());
      return take.executeUpdate() == 1;
    }
  }

  /** Lets the next one lead at once. */
  void releaseLease(String service, String holder) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement release =
            connection.prepareStatement(
                "DELETE FROM outbox_relay WHERE service = ? AND holder = ?")) {
      release.setString(1, service);
      release.setString(2, holder);
      release.executeUpdate();
    }
  }

  /** The oldest unsent rows in the order of their ids, which is the order per aggregate. */
  List<Row> unsent(int most) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT id, topic, record_key, record_value, traceparent FROM outbox"
                    + " WHERE sent_at IS NULL ORDER BY id LIMIT ?")) {
      select.setInt(1, most);
      try (ResultSet found = select.executeQuery()) {
        List<Row> rows = new ArrayList<>();
        while (found.next()) {
          rows.add(
              new Row(
                  found.getLong(1),
                  found.getString(2),
                  found.getString(3),
                  found.getBytes(4),
                  found.getString(5)));
        }
        return rows;
      }
    }
  }

  /** Marks rows that Kafka has committed. */
  void markSent(List<Row> rows) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement mark =
            connection.prepareStatement("UPDATE outbox SET sent_at = now() WHERE id = ANY (?)")) {
      mark.setArray(
          1, connection.createArrayOf("bigint", rows.stream().map(Row::id).toArray(Long[]::new)));
      mark.executeUpdate();
    }
  }

  /** Removes rows that were sent longer than {@code keep} ago. */
  int prune(Duration keep) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement prune =
            connection.prepareStatement(
                "DELETE FROM outbox WHERE sent_at < now() - ? * interval '1 millisecond'")) {
      prune.setLong(1, keep.toMillis());
      return prune.executeUpdate();
    }
  }

  /** The age of the oldest unsent row, empty when all are sent. */
  Optional<Duration> backlogAge() throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT extract(epoch FROM now() - min(created_at)) FROM outbox"
                    + " WHERE sent_at IS NULL");
        ResultSet found = select.executeQuery()) {
      found.next();
      double seconds = found.getDouble(1);
      return found.wasNull()
          ? Optional.empty()
          : Optional.of(Duration.ofMillis(Math.round(seconds * 1000)));
    }
  }
}
