package io.delega.local.bench;

import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes many records at a time, and says nothing of it. */
final class KafkaWriter {
  /** Held here: a logger that nobody holds forgets its level. */
  private static final Logger LOG = Logger.getLogger("org.apache.kafka");

  private KafkaWriter() {}

  static KafkaProducer<String, byte[]> open(String bootstrapServers) {
    LOG.setLevel(Level.SEVERE);
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "linger.ms", 20),
        new StringSerializer(),
        new ByteArraySerializer());
  }
}
