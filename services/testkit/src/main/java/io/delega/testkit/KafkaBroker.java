package io.delega.testkit;

/** A running broker. */
interface KafkaBroker extends AutoCloseable {
  String bootstrapServers();

  @Override
  void close();
}
