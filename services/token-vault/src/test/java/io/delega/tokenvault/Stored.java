package io.delega.tokenvault;

import io.delega.contracts.Event;
import io.delega.contracts.EventData;
import io.delega.contracts.EventJson;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * One connection's credential and events, as they stand in the database. By connections of its own:
 * the pool of the application under test is small.
 */
public record Stored(DataSource database, String connection) {

  public Stored(String connection) {
    this(own(), connection);
  }

  private static DataSource own() {
    Config config = ConfigProvider.getConfig();
    PGSimpleDataSource database = new PGSimpleDataSource();
    database.setUrl("jdbc:postgresql://" + config.getValue("delega.database", String.class));
    database.setUser(config.getValue("delega.database-user", String.class));
    database.setPassword(config.getValue("delega.database-password", String.class));
    return database;
  }

  public void change(String assignments) throws SQLException {
    run("update credential set " + assignments + " where connection = '" + connection + "'");
  }

  /** Lets the access token run out this many seconds from now; negative for the past. */
  public void expires(int seconds) throws SQLException {
    change(
        "obtained_at = now() - interval '1 hour', access_expires_at = now() + interval '"
            + seconds
            + " seconds'");
  }

  public String column(String name) throws SQLException {
    return text("select " + name + " from credential where connection = '" + connection + "'");
  }

  public String text(String query) throws SQLException {
    try (var db = database.getConnection();
        var rows = db.createStatement().executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  public void run(String sql) throws SQLException {
    try (var db = database.getConnection();
        var statement = db.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Every row of every table, bytes in hexadecimal. */
  public static List<String> everything() throws SQLException {
    List<String> rows = new ArrayList<>();
    try (var db = own().getConnection();
        var tables =
            db.createStatement()
                .executeQuery(
                    "select quote_ident(table_name) from information_schema.tables"
                        + " where table_schema = 'public' and table_type = 'BASE TABLE'")) {
      while (tables.next()) {
        try (var each =
            db.createStatement()
                .executeQuery("select t::text from " + tables.getString(1) + " t")) {
          while (each.next()) {
            rows.add(tables.getString(1) + ": " + each.getString(1));
          }
        }
      }
    }
    return rows;
  }

  /** Holds a lock until the connection is closed. */
  public Connection holding(String lock) throws SQLException {
    Connection db = database.getConnection();
    db.setAutoCommit(false);
    db.createStatement().execute(lock);
    return db;
  }

  public Connection holdingTheRow() throws SQLException {
    return holding("select 1 from credential where connection = '" + connection + "' for update");
  }

  /** Whether somebody waits for a lock that is held in this database. */
  public boolean somebodyWaits() throws SQLException {
    return !"0".equals(text("select count(*) from pg_locks where not granted"));
  }

  public List<EventData> events() throws SQLException {
    List<EventData> events = new ArrayList<>();
    try (var db = database.getConnection();
        var rows =
            db.createStatement()
                .executeQuery(
                    "select record_value from outbox where record_key = '"
                        + connection
                        + "' order by id")) {
      while (rows.next()) {
        Event<EventData> event = EventJson.read(rows.getBytes(1));
        events.add(event.data());
      }
    }
    return events;
  }
}
