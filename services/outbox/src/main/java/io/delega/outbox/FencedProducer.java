package io.delega.outbox;

import io.delega.contracts.EventJson;
import io.delega.contracts.Topic;
import io.delega.kafka.KafkaAccess;
import io.delega.tracing.Traces;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A transactional producer under the service's one transactional id. Opening it fences whoever held
 * the id before: that one's sends fail from then on.
 */
final class FencedProducer implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);
  private static final byte[] EVENT_TYPE = EventJson.MEDIA_TYPE.getBytes(StandardCharsets.US_ASCII);

  private final KafkaProducer<String, byte[]> producer;

  /** Opens and fences; fails with a {@link KafkaException} while Kafka is out of reach. */
  FencedProducer(String service, String bootstrapServers) {
    producer =
        new KafkaProducer<>(
            KafkaAccess.with(
                Map.of(
                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    bootstrapServers,
                    ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                    "delega-outbox-" + service,
                    ProducerConfig.CLIENT_ID_CONFIG,
                    "delega-outbox-" + service,
                    ProducerConfig.ACKS_CONFIG,
                    "all",
                    ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                    true,
                    ProducerConfig.MAX_BLOCK_MS_CONFIG,
                    10_000,
                    ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    5_000,
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                    10_000,
                    ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                    15_000)),
            new StringSerializer(),
            new ByteArraySerializer());
    try {
      producer.initTransactions();
    } catch (KafkaException e) {
      close();
      throw e;
    }
  }

  /**
   * Sends rows in their order, all or none; returns once they are visible to committed reads. Gives
   * up at the first row that fails: while Kafka is away, every single one would wait for it.
   */
  void send(List<RelayStore.Row> rows) {
    AtomicReference<Exception> failure = new AtomicReference<>();
    producer.beginTransaction();
    for (RelayStore.Row row : rows) {
      producer.send(record(row), (sent, failed) -> failure.compareAndSet(null, failed));
      if (failure.get() != null) {
        throw new KafkaException("a batch cannot be sent", failure.get());
      }
    }
    producer.commitTransaction();
  }

  private static ProducerRecord<String, byte[]> record(RelayStore.Row row) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(row.topic(), row.key(), row.value());
    if (!row.topic().equals(Topic.ENFORCEMENT_STATE.topicName())) {
      record.headers().add("content-type", EVENT_TYPE);
    }
    if (row.traceparent() != null) {
      record.headers().add(Traces.HEADER, row.traceparent().getBytes(StandardCharsets.US_ASCII));
    }
    return record;
  }

  @Override
  public void close() {
    producer.close(CLOSE_TIMEOUT);
  }
}
