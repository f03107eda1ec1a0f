package io.delega.local.story;

import io.delega.local.service.ServiceSettings;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What stands in the services' databases. */
final class Tables {
  private Tables() {}

  /**
   * @param table behind its service
   */
  record Row(String table, String text) {}

  /** Every row of every table. */
  static List<Row> rows() throws IOException, SQLException {
    List<Row> rows = new ArrayList<>();
    for (String service : ServiceSettings.WITH_DATABASE) {
      try (Connection connection = TestPlatform.postgres().connectTo(service)) {
        for (String table :
            column(
                connection,
                "SELECT quote_ident(table_schema) || '.' || quote_ident(table_name)"
                    + " FROM information_schema.tables WHERE table_type = 'BASE TABLE'"
                    + " AND table_schema NOT IN ('pg_catalog', 'information_schema')")) {
          column(connection, "SELECT t::text FROM " + table + " t")
              .forEach(text -> rows.add(new Row(service + "." + table, text)));
        }
      }
    }
    return rows;
  }

  private static List<String> column(Connection connection, String query) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      while (result.next()) {
        values.add(result.getString(1));
      }
    }
    return values;
  }
}
