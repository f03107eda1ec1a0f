package io.delega.monitoring.intake;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.KafkaRecord;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Reads the audit stream in batches. A batch is acknowledged once it is committed; while the
 * database is away it is tried again and again, and nothing behind it is lost.
 */
@ApplicationScoped
public class StreamConsumer {
  private static final Logger LOG = Logger.getLogger(StreamConsumer.class);

  private static final Duration FIRST_RETRY = Duration.ofMillis(200);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(10);

  private final Intake intake;
  private final MutinyEmitter<byte[]> deadLetters;

  StreamConsumer(Intake intake, @Channel("audit-stream-dlq") MutinyEmitter<byte[]> deadLetters) {
    this.intake = intake;
    this.deadLetters = deadLetters;
  }

  @Incoming("audit-stream")
  public Uni<Void> consume(ConsumerRecords<String, byte[]> records) {
    List<StreamEntry> entries = new ArrayList<>();
    List<ConsumerRecord<String, byte[]>> unreadable = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : records) {
      Optional<StreamEntry> entry = StreamEntry.read(record.value());
      entry.ifPresentOrElse(entries::add, () -> unreadable.add(record));
    }
    return setAside(unreadable)
        .chain(() -> intake.take(entries))
        .onFailure()
        .invoke(failure -> LOG.warnf("A batch could not be taken in; trying again: %s", failure))
        .onFailure()
        .retry()
        .withBackOff(FIRST_RETRY, LONGEST_RETRY)
        .indefinitely();
  }

  private Uni<Void> setAside(List<ConsumerRecord<String, byte[]>> unreadable) {
    return Multi.createFrom()
        .iterable(unreadable)
        .onItem()
        .transformToUniAndConcatenate(this::setAside)
        .collect()
        .asList()
        .replaceWithVoid();
  }

  private Uni<Void> setAside(ConsumerRecord<String, byte[]> record) {
    LOG.warnf(
        "Record %d of %s-%d is no ledger entry; set aside",
        record.offset(), record.topic(), record.partition());
    KafkaRecord<String, byte[]> letter =
        KafkaRecord.of(record.key(), record.value())
            .withHeader("dead-letter-reason", "no ledger entry".getBytes(StandardCharsets.UTF_8))
            .withHeader("dead-letter-partition", Integer.toString(record.partition()))
            .withHeader("dead-letter-offset", Long.toString(record.offset()));
    return deadLetters.sendMessage(letter);
  }
}
