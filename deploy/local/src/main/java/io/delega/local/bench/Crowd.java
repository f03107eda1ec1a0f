package io.delega.local.bench;

import io.delega.contracts.EnforcementAck;
import io.delega.contracts.EnforcementState;
import io.delega.contracts.EnforcementState.AssistantRef;
import io.delega.contracts.EnforcementState.Grant;
import io.delega.contracts.EventJson;
import io.delega.contracts.Limits;
import io.delega.contracts.Permission;
import io.delega.contracts.Topic;
import io.delega.local.Failure;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Connections that are enforced and never called: their state is written straight to the topic, and
 * taken away again. Each has one grant with two permissions.
 */
final class Crowd implements AutoCloseable {
  private static final String STATE = Topic.ENFORCEMENT_STATE.topicName();
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final String bootstrapServers;
  private final int replicas;
  private int size;

  /**
   * @param replicas how many token-vaults there are
   */
  Crowd(String bootstrapServers, int replicas) {
    this.bootstrapServers = bootstrapServers;
    this.replicas = replicas;
  }

  /** Makes it so many; returns once every replica has applied them. */
  void growTo(int wanted) {
    try (KafkaProducer<String, byte[]> producer = KafkaWriter.open(bootstrapServers)) {
      for (; size < wanted; size++) {
        producer.send(new ProducerRecord<>(STATE, key(size), EventJson.writeBytes(state(size))));
      }
    }
    awaitApplied();
  }

  @Override
  public void close() {
    try (KafkaProducer<String, byte[]> producer = KafkaWriter.open(bootstrapServers)) {
      for (; size > 0; size--) {
        producer.send(new ProducerRecord<>(STATE, key(size - 1), null));
      }
    }
    awaitApplied();
  }

  private static String key(int number) {
    return "con_bench%08d".formatted(number);
  }

  private static EnforcementState.Connection state(int number) {
    return new EnforcementState.Connection(
        key(number),
        "bench",
        "cli_bench%08d".formatted(number),
        "sandbox",
        System.currentTimeMillis(),
        "active",
        List.of(
            new Grant(
                "gra_bench%08d".formatted(number),
                "active",
                new AssistantRef(
                    "ast_bench%08d".formatted(number), "https://issuer.example", "bench", "active"),
                List.of(
                    new Permission(
                        "mail.messages.list",
                        Map.of("mailbox", List.of("inbox" + number + "@example.test"))),
                    new Permission("contacts.list", Map.of())),
                Limits.NONE,
                "none",
                null)),
        List.of());
  }

  /** Until so many incarnations as there are replicas have reported the topic's present end. */
  private void awaitApplied() {
    try (KafkaConsumer<String, byte[]> consumer = consumer()) {
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions(consumer, STATE));
      Set<TopicPartition> acks = partitions(consumer, Topic.ENFORCEMENT_ACKS.topicName());
      consumer.assign(acks);
      consumer.seekToBeginning(acks);
      Map<String, Map<Integer, Long>> applied = new HashMap<>();
      long until = System.nanoTime() + PATIENCE.toNanos();
      while (applied.values().stream().filter(reached -> covers(reached, ends)).count()
          < replicas) {
        if (System.nanoTime() - until > 0) {
          throw new Failure("token-vault does not apply the bench's connections");
        }
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          if (ack(record.value()) instanceof EnforcementAck.Applied report) {
            applied.put(report.incarnation(), report.positions());
          }
        }
      }
    }
  }

  private static boolean covers(Map<Integer, Long> reached, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> reached.getOrDefault(end.getKey().partition(), 0L) >= end.getValue());
  }

  private static EnforcementAck ack(byte[] value) {
    try {
      return EventJson.mapper().readValue(value, EnforcementAck.class);
    } catch (IOException e) {
      throw new Failure("the acks topic cannot be read: " + e.getMessage());
    }
  }

  private static Set<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, String topic) {
    Set<TopicPartition> all = new HashSet<>();
    consumer
        .partitionsFor(topic)
        .forEach(p -> all.add(new TopicPartition(p.topic(), p.partition())));
    return all;
  }

  private KafkaConsumer<String, byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of("bootstrap.servers", bootstrapServers, "enable.auto.commit", false),
        new StringDeserializer(),
        new ByteArrayDeserializer());
  }
}
