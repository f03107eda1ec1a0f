package io.delega.accesspolicy.call;

import io.delega.accesspolicy.OwnContext;
import io.delega.contracts.AccessEvent.CallCompleted;
import io.delega.contracts.AccessEvent.CallDecided;
import io.delega.contracts.Event;
import io.delega.contracts.EventData;
import io.delega.contracts.EventJson;
import io.delega.contracts.EventJson.MalformedEventException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.KafkaRecord;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Takes in what token-vault says of calls, in batches. An unreadable record goes to the dead
 * letters; while the database is away a batch is tried again and again.
 */
@ApplicationScoped
class CallEvents {
  private static final Logger LOG = Logger.getLogger(CallEvents.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(200);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(10);

  private final CallFacts facts;
  private final MutinyEmitter<byte[]> deadLetters;

  CallEvents(CallFacts facts, @Channel("access-events-dlq") MutinyEmitter<byte[]> deadLetters) {
    this.facts = facts;
    this.deadLetters = deadLetters;
  }

  /**
   * Batches are read on a worker: it takes milliseconds, for which everything on the same event
   * loop, such as a revocation, would stand still.
   */
  @Incoming("access-events")
  Uni<Void> take(ConsumerRecords<String, byte[]> records) {
    return OwnContext.here(
            () ->
                CompletableFuture.supplyAsync(
                    () -> read(records), Infrastructure.getDefaultWorkerPool()))
        .chain(this::take);
  }

  private Uni<Void> take(Batch batch) {
    return setAside(batch.unreadable())
        .chain(() -> facts.take(batch.facts()))
        .onFailure()
        .invoke(failure -> LOG.warnf("Calls could not be taken in; trying again: %s", failure))
        .onFailure()
        .retry()
        .withBackOff(FIRST_RETRY, LONGEST_RETRY)
        .indefinitely();
  }

  private record Batch(CallFacts.Written facts, List<Unreadable> unreadable) {}

  private static Batch read(ConsumerRecords<String, byte[]> records) {
    List<CallFacts.Fact> taken = new ArrayList<>();
    List<Unreadable> unreadable = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : records) {
      try {
        read(record.value(), taken);
      } catch (MalformedEventException e) {
        unreadable.add(new Unreadable(record, e.getMessage()));
      }
    }
    return new Batch(CallFacts.written(taken), unreadable);
  }

  private record Unreadable(ConsumerRecord<String, byte[]> record, String why) {}

  private static void read(byte[] record, List<CallFacts.Fact> taken) {
    if (record == null) {
      throw new MalformedEventException("no value");
    }
    Event<EventData> event = EventJson.read(record);
    if (event.data() instanceof CallDecided decided) {
      taken.add(fact(event, decided.callId(), decided.client(), record));
    } else if (event.data() instanceof CallCompleted completed) {
      taken.add(fact(event, completed.callId(), completed.client(), record));
    }
  }

  private static CallFacts.Fact fact(
      Event<EventData> event, String call, String client, byte[] record) {
    return new CallFacts.Fact(
        call,
        event.type(),
        event.agency(),
        client,
        event.time(),
        new String(record, StandardCharsets.UTF_8));
  }

  private Uni<Void> setAside(List<Unreadable> unreadable) {
    return Multi.createFrom()
        .iterable(unreadable)
        .onItem()
        .transformToUniAndConcatenate(this::setAside)
        .collect()
        .asList()
        .replaceWithVoid();
  }

  private Uni<Void> setAside(Unreadable poison) {
    ConsumerRecord<String, byte[]> record = poison.record();
    LOG.warnf(
        "Record %d of %s-%d is no event: %s; set aside",
        record.offset(), record.topic(), record.partition(), poison.why());
    return deadLetters.sendMessage(
        KafkaRecord.of(record.key(), record.value())
            .withHeader("dead-letter-reason", poison.why().getBytes(StandardCharsets.UTF_8))
            .withHeader("dead-letter-partition", Integer.toString(record.partition()))
            .withHeader("dead-letter-offset", Long.toString(record.offset())));
  }
}
