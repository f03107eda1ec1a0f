package io.delega.local.infra;

import io.delega.contracts.Topic;
import io.delega.testkit.EmbeddedKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Kafka as a process: {@code KafkaMain <port> <data folder> <facts file> <public URL> <further
 * listener>:<port that is told>…}.
 */
public final class KafkaMain {
  private KafkaMain() {}

  public static void main(String[] args) throws Exception {
    Facts.logWarningsOnly();
    Path data = Path.of(args[1]);
    Files.createDirectories(data);
    Map<Integer, Integer> detours = new TreeMap<>();
    for (String detour : List.of(args).subList(4, args.length)) {
      String[] ports = detour.split(":", 2);
      detours.put(Integer.parseInt(ports[0]), Integer.parseInt(ports[1]));
    }
    EmbeddedKafka kafka = EmbeddedKafka.start(data, Integer.parseInt(args[0]), detours);
    Runtime.getRuntime().addShutdownHook(new Thread(kafka::close));
    kafka.createTopics(Topic.values());
    Facts.write(args[2], Map.of("bootstrapServers", kafka.bootstrapServers()));
    Thread.currentThread().join();
  }
}
