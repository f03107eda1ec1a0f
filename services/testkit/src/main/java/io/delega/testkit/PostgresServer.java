package io.delega.testkit;

/** A running PostgreSQL server and its owner's login. */
interface PostgresServer extends AutoCloseable {
  String host();

  int port();

  String user();

  String password();

  @Override
  void close();
}
