package io.delega.accesspolicy.enforcement;

import io.delega.contracts.EnforcementAck;
import io.delega.contracts.EventJson;
import io.delega.contracts.Topic;
import io.delega.kafka.KafkaAccess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Appends barriers to every partition of the acks topic; sending blocks a thread of its own. */
final class BarrierSender implements AutoCloseable {
  private static final String TOPIC = Topic.ENFORCEMENT_ACKS.topicName();
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread made = new Thread(work, "enforcement-barriers");
            made.setDaemon(true);
            return made;
          });
  private final KafkaProducer<String, byte[]> producer;

  BarrierSender(String bootstrapServers) {
    producer =
        new KafkaProducer<>(
            KafkaAccess.with(
                Map.of(
                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    bootstrapServers,
                    ProducerConfig.CLIENT_ID_CONFIG,
                    "access-policy-barriers",
                    ProducerConfig.ACKS_CONFIG,
                    "all",
                    ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                    true,
                    ProducerConfig.MAX_BLOCK_MS_CONFIG,
                    5_000,
                    ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    3_000,
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                    5_000)),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  /** The barriers' offsets by partition, once all stand; fails when Kafka is out of reach. */
  CompletableFuture<Map<Integer, Long>> send() {
    CompletableFuture<Map<Integer, Long>> offsets = new CompletableFuture<>();
    thread.execute(() -> append(offsets));
    return offsets;
  }

  private void append(CompletableFuture<Map<Integer, Long>> offsets) {
    try {
      byte[] barrier =
          EventJson.writeBytes(new EnforcementAck.Barrier(UUID.randomUUID().toString()));
      List<PartitionInfo> partitions = producer.partitionsFor(TOPIC);
      Map<Integer, Long> found = new ConcurrentHashMap<>();
      for (PartitionInfo partition : partitions) {
        producer.send(
            new ProducerRecord<>(TOPIC, partition.partition(), "barrier", barrier),
            (stored, failure) -> {
              if (failure != null) {
                offsets.completeExceptionally(failure);
                return;
              }
              found.put(stored.partition(), stored.offset());
              if (found.size() == partitions.size()) {
                offsets.complete(Map.copyOf(found));
              }
            });
      }
    } catch (KafkaException e) {
      offsets.completeExceptionally(e);
    }
  }

  @Override
  public void close() {
    thread.shutdown();
    producer.close(CLOSE_TIMEOUT);
  }
}
