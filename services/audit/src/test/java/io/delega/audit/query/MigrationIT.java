package io.delega.audit.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.audit.Facts;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** A ledger that was filled before searching by words and time can be searched so afterwards. */
class MigrationIT {
  @Test
  void whatWasThereBeforeIsFoundByWordsAndByTime() throws SQLException {
    PGSimpleDataSource database = Rows.database();
    Flyway.configure().dataSource(database).target("1").load().migrate();
    try (Connection connection = database.getConnection()) {
      Rows.insert(connection, 0, "2026-01-01T00:00:00Z", Facts.call("cli_1", Map.of()));
      Rows.insert(connection, 5_000, "2026-02-01T00:00:00Z", Facts.call("cli_1", Map.of()));
      Flyway.configure().dataSource(database).load().migrate();
      Rows.insert(connection, 5_001, "2025-12-01T00:00:00Z", Facts.call("cli_1", Map.of()));
      assertThat(count(connection, "words @> text_words('agency-a', 'Demo mail messages')"))
          .isEqualTo(3);
      assertThat(count(connection, "words @> text_words('agency-b', 'demo')")).isZero();
      Filter january = new Filter("agency-a").time("to", "2026-01-15T00:00:00Z");
      assertThat(LeafRange.of(connection, january, 6_000)).isEqualTo(new LeafRange(0, 6_000));
      Filter later = new Filter("agency-a").time("from", "2026-01-15T00:00:00Z");
      assertThat(LeafRange.of(connection, later, 6_000)).isEqualTo(new LeafRange(4_096, 6_000));
      Filter never = new Filter("agency-a").time("from", "2027-01-15T00:00:00Z");
      assertThat(LeafRange.of(connection, never, 6_000).from()).isGreaterThan(6_000);
    }
  }

  private static long count(Connection connection, String where) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SELECT count(*) FROM entry WHERE " + where)) {
      found.next();
      return found.getLong(1);
    }
  }
}
