package io.delega.audit.ingest;

import io.delega.kafka.KafkaAccess;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jboss.logging.Logger;

/** Sets aside what could not be taken in, with the reason. Not thread-safe. */
final class DeadLetters implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(DeadLetters.class);

  private final KafkaProducer<String, byte[]> producer;
  private final List<Future<?>> sent = new ArrayList<>();

  DeadLetters(String bootstrapServers) {
    producer =
        new KafkaProducer<>(
            KafkaAccess.with(
                Map.of(
                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    bootstrapServers,
                    ProducerConfig.ACKS_CONFIG,
                    "all")),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  void send(ConsumerRecord<String, byte[]> record, String reason) {
    LOG.warnf(
        "Record %d of %s-%d is set aside: %s",
        record.offset(), record.topic(), record.partition(), reason);
    ProducerRecord<String, byte[]> letter =
        new ProducerRecord<>(record.topic() + ".dlq", record.key(), record.value());
    header(letter, "dead-letter-reason", reason);
    header(letter, "dead-letter-partition", Integer.toString(record.partition()));
    header(letter, "dead-letter-offset", Long.toString(record.offset()));
    sent.add(producer.send(letter));
  }

  private static void header(ProducerRecord<?, ?> letter, String name, String value) {
    letter.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Waits until all letters are written; returns whether there were any. */
  boolean flush() {
    boolean any = !sent.isEmpty();
    for (Future<?> letter : sent) {
      try {
        letter.get();
      } catch (ExecutionException e) {
        throw new KafkaException("a dead letter could not be written", e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new KafkaException("interrupted", e);
      }
    }
    sent.clear();
    return any;
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(1));
  }
}
