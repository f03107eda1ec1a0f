package io.delega.tokenvault.enforcement;

import io.delega.contracts.EnforcementAck;
import io.delega.contracts.EventJson;
import io.delega.contracts.Topic;
import io.delega.kafka.KafkaAccess;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes this incarnation's records to the acks topic: in order, acked by all, no transaction. */
final class AcksSender implements AutoCloseable {
  private static final int PATIENCE = (int) EnforcementAck.LEASE.toMillis();

  private final String incarnation;
  private final KafkaProducer<String, byte[]> producer;

  AcksSender(String bootstrapServers, String incarnation) {
    this.incarnation = incarnation;
    this.producer =
        new KafkaProducer<>(
            KafkaAccess.with(
                Map.of(
                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    bootstrapServers,
                    ProducerConfig.CLIENT_ID_CONFIG,
                    "token-vault-acks",
                    ProducerConfig.ACKS_CONFIG,
                    "all",
                    ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                    true,
                    ProducerConfig.MAX_BLOCK_MS_CONFIG,
                    PATIENCE,
                    ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    PATIENCE / 2,
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                    PATIENCE)),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  /** Complete when acked. May block for a lease's length while Kafka is away. */
  @SuppressWarnings("FutureReturnValueIgnored") // The callback tells.
  CompletableFuture<Void> send(EnforcementAck ack) {
    CompletableFuture<Void> acked = new CompletableFuture<>();
    try {
      producer.send(
          new ProducerRecord<>(
              Topic.ENFORCEMENT_ACKS.topicName(), incarnation, EventJson.writeBytes(ack)),
          (stored, failure) -> {
            if (failure == null) {
              acked.complete(null);
            } else {
              acked.completeExceptionally(failure);
            }
          });
    } catch (KafkaException e) {
      acked.completeExceptionally(e);
    }
    return acked;
  }

  @Override
  public void close() {
    producer.close(Duration.ofMillis(PATIENCE));
  }
}
