package io.delega.outbox;

import io.delega.contracts.Event;
import io.delega.contracts.EventJson;
import io.delega.contracts.Topic;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** The tables as a test writes and reads them. */
final class OutboxTable {
  private final DataSource database;

  OutboxTable(DataSource database) {
    this.database = database;
  }

  void clear() {
    update("DELETE FROM outbox");
    update("DELETE FROM outbox_relay");
  }

  /** As a committed transaction of the service leaves it. */
  void add(Event<?> event) {
    add(event, Duration.ZERO);
  }

  /** The same, some time ago. */
  void add(Event<?> event, Duration age) {
    update(
        "INSERT INTO outbox (topic, record_key, record_value, created_at)"
            + " VALUES (?, ?, ?, now() - ? * interval '1 millisecond')",
        Topic.CONNECT_EVENTS.topicName(),
        event.subject(),
        EventJson.write(event),
        age.toMillis());
  }

  /** As if it had been sent so long ago. */
  void markSent(String key, Duration age) {
    update(
        "UPDATE outbox SET sent_at = now() - ? * interval '1 millisecond' WHERE record_key = ?",
        age.toMillis(),
        key);
  }

  long rows(String key) {
    return count("SELECT count(*) FROM outbox WHERE record_key = ?", key);
  }

  long unsent() {
    return count("SELECT count(*) FROM outbox WHERE sent_at IS NULL");
  }

  long unsent(String key) {
    return count("SELECT count(*) FROM outbox WHERE sent_at IS NULL AND record_key = ?", key);
  }

  /** Who leads, or led last; empty when nobody does. */
  List<String> holders(String service) {
    return texts("SELECT holder FROM outbox_relay WHERE service = ?", service);
  }

  boolean leaseHasRunOut(String service) {
    return count("SELECT count(*) FROM outbox_relay WHERE service = ? AND until < now()", service)
        == 1;
  }

  private long count(String sql, Object... parameters) {
    return Long.parseLong(texts(sql, parameters).get(0));
  }

  private void update(String sql, Object... parameters) {
    try (Connection connection = database.getConnection();
        PreparedStatement statement = prepared(connection, sql, parameters)) {
      statement.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<String> texts(String sql, Object... parameters) {
    try (Connection connection = database.getConnection();
        PreparedStatement statement = prepared(connection, sql, parameters);
        ResultSet found = statement.executeQuery()) {
      List<String> texts = new ArrayList<>();
      while (found.next()) {
        texts.add(found.getString(1));
      }
      return texts;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static PreparedStatement prepared(Connection connection, String sql, Object... parameters)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
    return statement;
  }
}
