package io.delega.audit.archive;

import io.delega.ledger.Tiles;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Files that nobody needs. Each file is waste before it is written and until something needs it, so
 * that none is left behind unknown, whatever stops.
 */
@ApplicationScoped
public class Waste {
  /** Longer than any writing, and than any reading of what was just replaced. */
  private static final Duration KEPT = Duration.ofMinutes(15);

  private static final int AT_ONCE = 100;

  private final DataSource database;
  private final Archive archive;
  private final Clock clock;

  Waste(DataSource database, Archive archive, Clock clock) {
    this.database = database;
    this.archive = archive;
    this.clock = clock;
  }

  /** A name for what the leaves of a bundle commit to, which no file has had. */
  String newContent(long bundle) throws SQLException {
    String path = Tiles.path(0, bundle, Tiles.WIDTH).substring("0/".length());
    String name = "content/" + path + "-" + UUID.randomUUID() + ".gz";
    try (Connection connection = database.getConnection()) {
      isWaste(connection, name);
    }
    return name;
  }

  void isWaste(Connection connection, String name) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO archive_waste (name, at) VALUES (?, ?)")) {
      insert.setString(1, name);
      insert.setTimestamp(2, Timestamp.from(clock.instant()));
      insert.executeUpdate();
    }
  }

  /** Saves it from being deleted; false when it is, or may be, gone already. */
  boolean isNeeded(Connection connection, String name) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM archive_waste WHERE name = ?")) {
      delete.setString(1, name);
      return delete.executeUpdate() == 1;
    }
  }

  /** Deletes what has been waste for long. */
  public void clear() throws SQLException, IOException {
    if (archive.store().isEmpty()) {
      return;
    }
    try (Connection connection = database.getConnection()) {
      List<String> names = old(connection);
      connection.setAutoCommit(false);
      try {
        for (String name : names) {
          // Whoever needs it after all waits for this, and then finds it gone.
          if (isNeeded(connection, name)) {
            archive.store().get().delete(name);
          }
          connection.commit();
        }
      } catch (SQLException | IOException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    }
  }

  private List<String> old(Connection connection) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT name FROM archive_waste WHERE at < ? ORDER BY at LIMIT " + AT_ONCE)) {
      select.setTimestamp(1, Timestamp.from(clock.instant().minus(KEPT)));
      List<String> names = new ArrayList<>();
      try (ResultSet found = select.executeQuery()) {
        while (found.next()) {
          names.add(found.getString(1));
        }
      }
      return names;
    }
  }
}
