package io.delega.audit.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.audit.Facts;
import java.sql.Connection;
import java.sql.SQLException;
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
      Rows.insertWithWords(
          connection, 5_001, "2025-12-01T00:00:00Z", Facts.call("cli_1", Map.of()));
      assertThat(found(connection, "agency-a", "Demo mail messages")).isEqualTo(3);
      assertThat(found(connection, "agency-b", "demo")).isZero();
      Filter january = new Filter("agency-a").time("to", "2026-01-15T00:00:00Z");
      assertThat(LeafRange.of(connection, january, 6_000)).isEqualTo(new LeafRange(0, 6_000));
      Filter later = new Filter("agency-a").time("from", "2026-01-15T00:00:00Z");
      assertThat(LeafRange.of(connection, later, 6_000)).isEqualTo(new LeafRange(4_096, 6_000));
      Filter never = new Filter("agency-a").time("from", "2027-01-15T00:00:00Z");
      assertThat(LeafRange.of(connection, never, 6_000).from()).isGreaterThan(6_000);
    }
  }

  private static int found(Connection connection, String agency, String text) throws SQLException {
    Filter filter = new Filter(agency).text(text);
    return Search.of(connection, filter, null, false, 10, 6_000).walk().size();
  }
}
