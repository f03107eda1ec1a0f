package io.delega.testkit;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A real PostgreSQL server: its programs unpacked from the class path, or a container where a
 * Docker engine answers and no data folder is asked for.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private final PostgresServer server;

  private EmbeddedPostgres(PostgresServer server) {
    this.server = server;
  }

  /**
   * Starts a server on the loopback address.
   *
   * @param data where its data stay; null for a temporary folder that goes away with the server
   * @param port zero for a free one
   * @throws IllegalStateException when it does not start
   */
  public static EmbeddedPostgres start(Path data, int port) {
    return new EmbeddedPostgres(
        data == null && port == 0
            ? Docker.prefer(PostgresContainer::start, () -> LocalPostgres.start(null, 0))
            : LocalPostgres.start(data, port));
  }

  /** One that runs elsewhere in this JVM, by its handle; closing it does nothing. */
  static EmbeddedPostgres attached(String handle) {
    String[] parts = handle.split(" ", 4);
    return new EmbeddedPostgres(
        new Running(parts[0], Integer.parseInt(parts[1]), parts[2], parts[3]));
  }

  String handle() {
    return String.join(" ", host(), Integer.toString(port()), server.user(), server.password());
  }

  private record Running(String host, int port, String user, String password)
      implements PostgresServer {
    @Override
    public void close() {}
  }

  public String host() {
    return server.host();
  }

  public int port() {
    return server.port();
  }

  /** {@code host:port/database}, as the platform's configuration wants it. */
  public String address(String database) {
    return host() + ":" + port() + "/" + database;
  }

  /** {@code jdbc:postgresql://…} of a database. */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://" + address(database);
  }

  /** A connection of the server's owner. */
  public Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(jdbcUrl(database), server.user(), server.password());
  }

  /** Makes a role (or sets its password) and a database that it owns, unless it is there. */
  public void createDatabase(String database, String user, String password) {
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement()) {
      boolean known = exists(statement, "SELECT 1 FROM pg_roles WHERE rolname = " + literal(user));
      statement.execute(
          (known ? "ALTER" : "CREATE")
              + " ROLE "
              + statement.enquoteIdentifier(user, true)
              + " LOGIN PASSWORD "
              + literal(password));
      if (!exists(statement, "SELECT 1 FROM pg_database WHERE datname = " + literal(database))) {
        statement.execute(
            "CREATE DATABASE "
                + statement.enquoteIdentifier(database, true)
                + " OWNER "
                + statement.enquoteIdentifier(user, true));
      }
    } catch (SQLException e) {
      throw new IllegalStateException("cannot create the database " + database, e);
    }
  }

  private static boolean exists(Statement statement, String question) throws SQLException {
    try (ResultSet answer = statement.executeQuery(question)) {
      return answer.next();
    }
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  @Override
  public void close() {
    server.close();
  }
}
