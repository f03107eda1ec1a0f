package io.delega.outbox;

import static org.awaitility.Awaitility.await;

import io.delega.contracts.Event;
import io.delega.contracts.EventData;
import io.delega.contracts.EventJson;
import io.delega.contracts.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** All committed records of a topic, from its beginning. */
final class CommittedRecords implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final KafkaConsumer<String, byte[]> consumer;
  private final List<ConsumerRecord<String, byte[]>> seen = new ArrayList<>();

  CommittedRecords(String bootstrapServers, Topic topic) {
    consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest"),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic.topicName()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** The records of a key so far, in order. */
  List<ConsumerRecord<String, byte[]>> of(String key) {
    consumer.poll(Duration.ofMillis(50)).forEach(seen::add);
    return seen.stream().filter(record -> record.key().equals(key)).toList();
  }

  /** The events of a key so far, in order. */
  List<Event<EventData>> events(String key) {
    return of(key).stream().map(record -> EventJson.read(record.value())).toList();
  }

  /** The same, once everything has been read that is committed when this is called. */
  List<Event<EventData>> eventsSoFar(String key) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              of(key);
              return ends.entrySet().stream()
                  .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
            });
    return events(key);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
