package io.delega.testkit;

import org.testcontainers.postgresql.PostgreSQLContainer;

/** A server in a container. */
record PostgresContainer(PostgreSQLContainer container) implements PostgresServer {
  static PostgresServer start() {
    PostgreSQLContainer container = new PostgreSQLContainer("postgres:18-alpine");
    container.setCommand("postgres", "-c", "fsync=off", "-c", "max_connections=200");
    container.start();
    return new PostgresContainer(container);
  }

  @Override
  public String host() {
    return container.getHost();
  }

  @Override
  public int port() {
    return container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT);
  }

  @Override
  public String user() {
    return container.getUsername();
  }

  @Override
  public String password() {
    return container.getPassword();
  }

  @Override
  public void close() {
    container.close();
  }
}
