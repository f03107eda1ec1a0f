package io.delega.testkit;

import org.testcontainers.kafka.KafkaContainer;

/** A broker in a container. */
record KafkaInContainer(KafkaContainer container) implements KafkaBroker {
  static KafkaBroker start() {
    KafkaContainer container = new KafkaContainer("apache/kafka-native:4.1.2");
    container.start();
    return new KafkaInContainer(container);
  }

  @Override
  public String bootstrapServers() {
    return container.getBootstrapServers();
  }

  @Override
  public void close() {
    container.close();
  }
}
