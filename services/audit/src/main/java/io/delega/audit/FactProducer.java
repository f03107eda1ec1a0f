package io.delega.audit;

import io.delega.kafka.KafkaAccess;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** How audit writes facts of its own: acknowledged by all, and given up within five seconds. */
public final class FactProducer {
  private FactProducer() {}

  /** A producer of one's own, to be closed. */
  public static KafkaProducer<String, byte[]> open(AuditConfig config) {
    return new KafkaProducer<>(
        KafkaAccess.with(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, config.kafka(),
                ProducerConfig.ACKS_CONFIG, "all",
                ProducerConfig.MAX_BLOCK_MS_CONFIG, 4_000,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 4_500)),
        new StringSerializer(),
        new ByteArraySerializer());
  }
}
