package io.delega.tokenvault.proxy;

import io.delega.contracts.EnforcementAck;
import io.delega.contracts.Event;
import io.delega.contracts.EventData;
import io.delega.contracts.EventJson;
import io.delega.contracts.Topic;
import io.delega.testkit.DelegaResource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Reads and writes the topics of enforcement and access. */
public final class Topics {
  private Topics() {}

  public static RecordMetadata put(Topic topic, String key, byte[] value) {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers(), "acks", "all"),
            new StringSerializer(),
            new ByteArraySerializer())) {
      return producer.send(new ProducerRecord<>(topic.topicName(), key, value)).get();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is known of one connection's calls. */
  static List<Event<EventData>> calls(String connection) {
    return all(Topic.ACCESS_EVENTS).stream()
        .map(record -> EventJson.read(record.value()))
        .filter(
            event ->
                connection.equals(EventJson.toTree(event).path("data").path("connection").asText()))
        .toList();
  }

  static List<EnforcementAck> acks() {
    return all(Topic.ENFORCEMENT_ACKS).stream().map(Topics::ack).toList();
  }

  private static EnforcementAck ack(ConsumerRecord<String, byte[]> record) {
    try {
      return EventJson.mapper().readValue(record.value(), EnforcementAck.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<ConsumerRecord<String, byte[]>> all(Topic topic) {
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers()),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      Set<TopicPartition> partitions =
          Set.copyOf(
              consumer.partitionsFor(topic.topicName()).stream()
                  .map(p -> new TopicPartition(p.topic(), p.partition()))
                  .toList());
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<ConsumerRecord<String, byte[]>> all = new ArrayList<>();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(100)).forEach(all::add);
      }
      return all;
    }
  }

  private static String bootstrapServers() {
    return DelegaResource.kafka().bootstrapServers();
  }
}
