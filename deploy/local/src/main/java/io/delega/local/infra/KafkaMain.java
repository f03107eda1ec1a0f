package io.delega.local.infra;

import io.delega.contracts.Topic;
import io.delega.testkit.EmbeddedKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Kafka as a process: {@code KafkaMain <port> <data folder> <facts file> …}. */
public final class KafkaMain {
  private KafkaMain() {}

  public static void main(String[] args) throws Exception {
    Facts.logWarningsOnly();
    Path data = Path.of(args[1]);
    Files.createDirectories(data);
    EmbeddedKafka kafka = EmbeddedKafka.start(data, Integer.parseInt(args[0]));
    Runtime.getRuntime().addShutdownHook(new Thread(kafka::close));
    kafka.createTopics(Topic.values());
    Facts.write(args[2], Map.of("bootstrapServers", kafka.bootstrapServers()));
    Thread.currentThread().join();
  }
}
