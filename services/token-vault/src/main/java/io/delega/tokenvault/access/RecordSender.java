package io.delega.tokenvault.access;

import io.delega.contracts.Event;
import io.delega.contracts.EventJson;
import io.delega.contracts.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Writes access events, acked by all in-sync replicas. A thread of its own hands them to the
 * producer, which blocks while it has no metadata; concurrent calls share batches.
 */
final class RecordSender implements AutoCloseable {
  private static final String TOPIC = Topic.ACCESS_EVENTS.topicName();

  private final KafkaProducer<String, byte[]> producer;
  private final ExecutorService thread;

  RecordSender(String bootstrapServers, String name, Duration patience) {
    int millis = (int) patience.toMillis();
    Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, name);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Math.min(millis, 2_000));
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.min(millis, 2_000));
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
    settings.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, Duration.ofHours(1).toMillis());
    producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    thread =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread made = new Thread(work, name);
              made.setDaemon(true);
              return made;
            });
    thread.execute(this::warmUp);
  }

  private void warmUp() {
    try {
      producer.partitionsFor(TOPIC);
    } catch (KafkaException e) {
      // Kafka is away; the first record will wait for it instead.
    }
  }

  /**
   * Sends one, unless whoever waits has given up before its turn.
   *
   * @param acked completed when it is durable
   */
  void send(Event<?> event, CompletableFuture<Void> acked) {
    try {
      thread.execute(
          () -> {
            if (!acked.isDone()) {
              hand(event, acked);
            }
          });
    } catch (RejectedExecutionException e) {
      acked.completeExceptionally(e);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The callback tells.
  private void hand(Event<?> event, CompletableFuture<Void> acked) {
    try {
      producer.send(
          new ProducerRecord<>(TOPIC, event.subject(), EventJson.write(event)),
          (stored, failure) -> {
            if (failure == null) {
              acked.complete(null);
            } else {
              acked.completeExceptionally(failure);
            }
          });
    } catch (KafkaException | IllegalStateException e) {
      acked.completeExceptionally(e);
    }
  }

  @Override
  public void close() {
    thread.shutdown();
    producer.close(Duration.ofSeconds(2));
  }
}
