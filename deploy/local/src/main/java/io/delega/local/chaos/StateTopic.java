package io.delega.local.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.delega.contracts.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The enforcement state as it stands in Kafka. */
final class StateTopic {
  private static final String TOPIC = Topic.ENFORCEMENT_STATE.topicName();
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Held here: a logger that nobody holds forgets its level. */
  private static final Logger KAFKA_LOG = Logger.getLogger("org.apache.kafka");

  private StateTopic() {}

  /** Keys whose last record is not their highest version, in words. */
  static List<String> outOfOrder(String kafka) {
    KAFKA_LOG.setLevel(Level.SEVERE);
    List<String> wrong = new ArrayList<>();
    versions(kafka)
        .forEach(
            (key, versions) -> {
              if (!Judge.endsWithItsHighest(versions)) {
                List<Long> last =
                    versions.subList(Math.max(0, versions.size() - 8), versions.size());
                wrong.add("the state of %s stands in the topic as %s".formatted(key, last));
              }
            });
    return wrong;
  }

  private static Map<String, List<Long>> versions(String kafka) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            kafka,
            "isolation.level",
            "read_committed",
            "enable.auto.commit",
            false);
    Map<String, List<Long>> versions = new TreeMap<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(TOPIC).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          if (record.value() != null) {
            versions
                .computeIfAbsent(record.key(), key -> new ArrayList<>())
                .add(JSON.readTree(record.value()).get("version").asLong());
          }
        }
      }
      return versions;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
