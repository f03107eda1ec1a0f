package io.delega.tokenvault.access;

import io.delega.contracts.Event;
import io.delega.contracts.EventJson;
import io.delega.contracts.Topic;
import io.delega.kafka.KafkaAccess;
import io.delega.tracing.Traces;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Writes access events, acked by all in-sync replicas. One request is under way at a time, and what
 * comes meanwhile travels in the next: the busier, the larger the batches.
 *
 * <p>Nothing here blocks, so that an event loop may call it: while the producer has no metadata of
 * the topic, or no room, a record fails at once.
 */
final class RecordSender implements AutoCloseable {
  private static final String TOPIC = Topic.ACCESS_EVENTS.topicName();
  private static final Duration FOREVER = Duration.ofDays(3650);
  private static final long ASK_AGAIN_MILLIS = 100;

  private final KafkaProducer<String, byte[]> producer;
  private volatile boolean closed;

  /**
   * @param patience how long a record may wait for its ack
   * @param gather how long a record may wait for others that travel with it
   */
  RecordSender(String bootstrapServers, String name, Duration patience, Duration gather) {
    int millis = (int) patience.toMillis();
    Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, name);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, gather.toMillis());
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0);
    settings.put(
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
        Math.min(millis - (int) gather.toMillis(), 2_000));
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
    settings.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, FOREVER.toMillis());
    producer =
        new KafkaProducer<>(
            KafkaAccess.with(settings), new StringSerializer(), new ByteArraySerializer());
    Thread learning = new Thread(this::learnTopic, name + "-metadata");
    learning.setDaemon(true);
    learning.start();
  }

  /** Asks until the topic is known; from then on the producer itself keeps what it knows fresh. */
  private void learnTopic() {
    boolean known = false;
    while (!known && !closed) {
      try {
        producer.partitionsFor(TOPIC);
        known = true;
      } catch (KafkaException notYet) {
        pause();
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(ASK_AGAIN_MILLIS);
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  /**
   * Sends one.
   *
   * @param traceparent the sender's place in a trace, or null
   * @param acked completed when it is durable
   */
  @SuppressWarnings("FutureReturnValueIgnored") // The callback tells.
  void send(Event<?> event, String traceparent, CompletableFuture<Void> acked) {
    try {
      ProducerRecord<String, byte[]> record =
          new ProducerRecord<>(TOPIC, event.partitionKey(), EventJson.write(event));
      if (traceparent != null) {
        record.headers().add(Traces.HEADER, traceparent.getBytes(StandardCharsets.US_ASCII));
      }
      producer.send(
          record,
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
    closed = true;
    producer.close(Duration.ofSeconds(2));
  }
}
