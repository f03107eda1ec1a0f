package io.delega.audit.timestamp;

import io.delega.audit.timestamp.Authority.Stamp;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Stored timestamps. */
@ApplicationScoped
class Timestamps {
  private static final String DUE =
      "SELECT size, note FROM checkpoint"
          + " WHERE size > coalesce((SELECT max(size) FROM checkpoint_timestamp), -1)"
          + " AND NOT EXISTS (SELECT 1 FROM checkpoint_timestamp"
          + " WHERE time > now() - ? * interval '1 millisecond')"
          + " ORDER BY size DESC LIMIT 1";

  private final DataSource database;

  Timestamps(DataSource database) {
    this.database = database;
  }

  /** A checkpoint as it was signed, without cosignatures. */
  record Signed(long size, String note) {}

  /** The newest checkpoint, when it is time for a timestamp and there is a new one. */
  Optional<Signed> due(Duration every) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement select = connection.prepareStatement(DUE)) {
      select.setLong(1, every.toMillis());
      try (ResultSet found = select.executeQuery()) {
        return found.next()
            ? Optional.of(new Signed(found.getLong(1), found.getString(2)))
            : Optional.empty();
      }
    }
  }

  void put(long size, Stamp stamp) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO checkpoint_timestamp (size, time, reply) VALUES (?, ?, ?)"
                    + " ON CONFLICT DO NOTHING")) {
      insert.setLong(1, size);
      insert.setTimestamp(2, Timestamp.from(stamp.time()));
      insert.setBytes(3, stamp.reply());
      insert.executeUpdate();
    }
  }

  /**
   * A checkpoint that was stamped.
   *
   * @param checkpoint the very text that was stamped
   */
  record Stamped(long size, Instant time, String checkpoint) {}

  /** The newest ones of fewer than so many entries. */
  List<Stamped> list(long before, int limit) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT size, time, note FROM checkpoint_timestamp JOIN checkpoint USING (size)"
                    + " WHERE size < ? ORDER BY size DESC LIMIT ?")) {
      select.setLong(1, before);
      select.setInt(2, limit);
      try (ResultSet found = select.executeQuery()) {
        List<Stamped> stamped = new ArrayList<>();
        while (found.next()) {
          stamped.add(
              new Stamped(found.getLong(1), found.getTimestamp(2).toInstant(), found.getString(3)));
        }
        return stamped;
      }
    }
  }

  /** The authority's reply on the checkpoint of this size. */
  Optional<byte[]> reply(long size) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement select =
            connection.prepareStatement("SELECT reply FROM checkpoint_timestamp WHERE size = ?")) {
      select.setLong(1, size);
      try (ResultSet found = select.executeQuery()) {
        return found.next() ? Optional.of(found.getBytes(1)) : Optional.empty();
      }
    }
  }
}
