package io.delega.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * Waits for new rows: returns early on a NOTIFY, else after the poll interval. Only a convenience;
 * the relay looks at the table whatever this says.
 */
final class WakeUp implements AutoCloseable {
  private final DataSource database;
  private Connection listening;

  WakeUp(DataSource database) {
    this.database = database;
  }

  /** Waits at most {@code longest}. */
  void await(Duration longest) throws SQLException {
    if (listening == null) {
      listening = database.getConnection();
      try (Statement listen = listening.createStatement()) {
        listen.execute("LISTEN delega_outbox");
      }
      return;
    }
    listening.unwrap(PGConnection.class).getNotifications((int) Math.max(1, longest.toMillis()));
  }

  @Override
  public void close() {
    if (listening != null) {
      // It goes back to a pool: whoever gets it next would pile up notifications nobody reads.
      try (Connection closing = listening;
          Statement unlisten = closing.createStatement()) {
        unlisten.execute("UNLISTEN delega_outbox");
        closing.unwrap(PGConnection.class).getNotifications();
      } catch (SQLException e) {
        // The connection is gone already; the pool replaces it.
      }
      listening = null;
    }
  }
}
