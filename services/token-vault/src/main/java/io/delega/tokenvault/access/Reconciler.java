package io.delega.tokenvault.access;

import io.delega.contracts.AccessEvent.CallCompleted;
import io.delega.contracts.AccessEvent.CallDecided;
import io.delega.contracts.Actor;
import io.delega.contracts.EnforcementAck;
import io.delega.contracts.Event;
import io.delega.contracts.EventData;
import io.delega.contracts.EventJson;
import io.delega.contracts.EventJson.MalformedEventException;
import io.delega.contracts.Topic;
import io.delega.kafka.KafkaAccess;
import io.delega.tokenvault.access.OpenCalls.Open;
import io.delega.tokenvault.enforcement.Incarnation;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;

/**
 * Gives calls whose process died the outcome {@code unknown}, under the id that the real outcome
 * would have had. Every replica takes a share of the partitions; memory holds the open calls only.
 */
@ApplicationScoped
class Reconciler implements Runnable {
  private static final Logger LOG = Logger.getLogger(Reconciler.class);
  private static final String GROUP = "token-vault-reconciler";
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration NOW = Duration.ZERO;
  private static final long COMMIT_NANOS = 1_000_000_000L;

  /** The share of a killed replica must be free by the time its calls may be closed. */
  private static final int SESSION_MILLIS = 10_000;

  private final AccessConfig config;
  private final Incarnation incarnation;
  private final Clock clock;
  private final Thread thread = new Thread(this, GROUP);
  private final Map<TopicPartition, OpenCalls> open = new HashMap<>();
  private final Map<TopicPartition, Long> committed = new HashMap<>();
  private volatile boolean running = true;
  private Liveness liveness;
  private RecordSender sender;

  @Inject
  Reconciler(AccessConfig config, Incarnation incarnation, Clock clock) {
    this.config = config;
    this.incarnation = incarnation;
    this.clock = clock;
    thread.setDaemon(true);
  }

  void start(@Observes StartupEvent event) {
    thread.start();
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    running = false;
    thread.join(5_000);
  }

  @Override
  public void run() {
    try (RecordSender own = new RecordSender(config.kafka(), GROUP, config.patience(), NOW)) {
      sender = own;
      while (running) {
        liveness =
            new Liveness(
                incarnation.id(),
                EnforcementAck.LEASE.multipliedBy(config.deadAfterLeases()),
                System.nanoTime());
        try (KafkaConsumer<String, byte[]> acks = consumer(null);
            KafkaConsumer<String, byte[]> calls = consumer(GROUP)) {
          reconcile(acks, calls);
        } catch (KafkaException | IllegalStateException e) {
          LOG.warnf("Open calls cannot be looked after now: %s", e.getMessage());
          pause();
        } finally {
          open.clear();
          committed.clear();
        }
      }
    }
  }

  private void reconcile(KafkaConsumer<String, byte[]> acks, KafkaConsumer<String, byte[]> calls) {
    assignAll(acks);
    calls.subscribe(Set.of(Topic.ACCESS_EVENTS.topicName()), new Lost(calls));
    long committedAt = System.nanoTime();
    while (running) {
      acks.poll(NOW).forEach(this::heard);
      calls.poll(POLL).forEach(this::read);
      closeOrphans();
      if (System.nanoTime() - committedAt > COMMIT_NANOS) {
        commit(calls, open.keySet());
        liveness.forget(System.nanoTime());
        committedAt = System.nanoTime();
      }
    }
    commit(calls, open.keySet());
  }

  private void heard(ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      return;
    }
    try {
      liveness.read(
          EventJson.mapper().readValue(record.value(), EnforcementAck.class), System.nanoTime());
    } catch (IOException e) {
      LOG.errorf("Acks record %d-%d is unreadable", record.partition(), record.offset());
    }
  }

  private void read(ConsumerRecord<String, byte[]> record) {
    OpenCalls calls =
        open.computeIfAbsent(
            new TopicPartition(record.topic(), record.partition()), first -> new OpenCalls());
    try {
      calls.read(record.offset(), Instant.ofEpochMilli(record.timestamp()), record.value());
    } catch (MalformedEventException | IllegalArgumentException e) {
      LOG.errorf("Access record %d-%d is unreadable", record.partition(), record.offset());
      calls.skip(record.offset());
    }
  }

  private void closeOrphans() {
    long now = System.nanoTime();
    for (OpenCalls calls : open.values()) {
      for (Open orphan :
          calls.orphans(id -> liveness.isDead(id, now), config.longestOpen(), clock.instant())) {
        if (!close(orphan)) {
          return;
        }
        calls.closed(orphan.callId());
      }
    }
  }

  private boolean close(Open orphan) {
    Event<EventData> event = EventJson.read(orphan.record());
    CallDecided decision = (CallDecided) event.data();
    CompletableFuture<Void> acked = new CompletableFuture<>();
    sender.send(
        AccessLog.outcome(
            event.agency(), Actor.service(AccessLog.SERVICE), unknown(decision), clock),
        null,
        acked);
    try {
      acked.get(config.patience().toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      LOG.warnf("Call %s cannot be closed now", orphan.callId());
      return false;
    } catch (InterruptedException e) {
      running = false;
      Thread.currentThread().interrupt();
      return false;
    }
  }

  static CallCompleted unknown(CallDecided call) {
    return new CallCompleted(
        call.callId(),
        call.connection(),
        call.client(),
        call.provider(),
        call.assistant(),
        call.grant(),
        call.operation(),
        "unknown",
        "enforcement_point_lost",
        null,
        null,
        null,
        null,
        call.incarnation());
  }

  private void commit(KafkaConsumer<String, byte[]> calls, Collection<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (TopicPartition partition : partitions) {
      OpenCalls known = open.get(partition);
      if (known != null && !Long.valueOf(known.committable()).equals(committed.get(partition))) {
        committed.put(partition, known.committable());
        offsets.put(partition, new OffsetAndMetadata(known.committable()));
      }
    }
    if (!offsets.isEmpty()) {
      calls.commitSync(offsets);
    }
  }

  /** Drops what another replica now looks after. */
  private final class Lost implements ConsumerRebalanceListener {
    private final KafkaConsumer<String, byte[]> calls;

    Lost(KafkaConsumer<String, byte[]> calls) {
      this.calls = calls;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      commit(calls, partitions);
      onPartitionsLost(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      partitions.forEach(open::remove);
      partitions.forEach(committed::remove);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      // Each begins at the oldest call that was open when its offset was committed.
    }
  }

  private static void assignAll(KafkaConsumer<String, byte[]> consumer) {
    Set<TopicPartition> all = new HashSet<>();
    consumer
        .partitionsFor(Topic.ENFORCEMENT_ACKS.topicName())
        .forEach(p -> all.add(new TopicPartition(p.topic(), p.partition())));
    consumer.assign(all);
    consumer.seekToBeginning(all);
  }

  private KafkaConsumer<String, byte[]> consumer(String group) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, config.kafka());
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, group == null ? GROUP + "-acks" : group);
    if (group != null) {
      settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
      settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS);
    }
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    if (group != null) {
      // Nobody waits for an outcome of the dead: few large reads instead of one for each record.
      settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 128 * 1024);
      settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 500);
    }
    return new KafkaConsumer<>(
        KafkaAccess.with(settings), new StringDeserializer(), new ByteArrayDeserializer());
  }

  private void pause() {
    try {
      Thread.sleep(1_000);
    } catch (InterruptedException e) {
      running = false;
      Thread.currentThread().interrupt();
    }
  }
}
