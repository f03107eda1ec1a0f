package io.delega.audit.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delega.testkit.DelegaResource;
import io.delega.testkit.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.postgresql.ds.PGSimpleDataSource;

/** Rows of entries in a database of a test's own, put there without a service. */
final class Rows {
  private static final List<String> FIELDS =
      List.of(
          "client", "connection", "grant", "assistant", "operation", "outcome", "reason", "callId");

  private Rows() {}

  static PGSimpleDataSource database() {
    EmbeddedPostgres postgres = DelegaResource.postgres();
    String name = "t_" + UUID.randomUUID().toString().replace("-", "");
    postgres.createDatabase(name, name, name);
    PGSimpleDataSource database = new PGSimpleDataSource();
    database.setUrl("jdbc:postgresql://" + postgres.address(name));
    database.setUser(name);
    database.setPassword(name);
    return database;
  }

  /** Inserts as the service did before entries had words. */
  static void insert(Connection connection, long leaf, String time, ObjectNode event)
      throws SQLException {
    insert(connection, leaf, time, event, false);
  }

  /** Inserts with the words that the database computes. */
  static void insertWithWords(Connection connection, long leaf, String time, ObjectNode event)
      throws SQLException {
    insert(connection, leaf, time, event, true);
  }

  private static void insert(
      Connection connection, long leaf, String time, ObjectNode event, boolean words)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO entry (leaf_index, event_id, agency, agency_sequence, type, time, client,"
                + " connection, grant_id, assistant, operation, outcome, reason, call_id, event,"
                + " leaf, salt, digest"
                + (words ? ", words" : "")
                + ")"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '', ''"
                + (words ? ", event_words(?, ?::jsonb))" : ")"))) {
      int column = 1;
      insert.setLong(column++, leaf);
      insert.setString(column++, "evt_" + leaf);
      insert.setString(column++, event.get("agency").asText());
      insert.setLong(column++, leaf);
      insert.setString(column++, event.get("type").asText());
      insert.setTimestamp(column++, Timestamp.from(Instant.parse(time)));
      for (String field : FIELDS) {
        insert.setString(column++, event.get("data").path(field).asText(null));
      }
      insert.setString(column++, event.toString());
      if (words) {
        insert.setString(column++, event.get("agency").asText());
        insert.setString(column, event.toString());
      }
      insert.executeUpdate();
    }
  }
}
