package io.delega.tokenvault.enforcement;

import io.delega.contracts.EnforcementAck;
import io.delega.contracts.Topic;
import io.delega.kafka.KafkaAccess;
import io.delega.tokenvault.enforcement.EnforcementReplica.Change;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;

/**
 * Applies all of the state topic, in no group: first the state, then the calls that it hits, and
 * only then the position is counted and reported.
 */
final class StateReader implements Runnable {
  private static final Logger LOG = Logger.getLogger(StateReader.class);
  private static final String TOPIC = Topic.ENFORCEMENT_STATE.topicName();
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration ASK = Duration.ofSeconds(5);
  private static final long LOOK_FOR_PARTITIONS_NANOS = 2_000_000_000L;
  private static final long REPORT_ANYWAY_NANOS = 60_000_000_000L;

  private final String bootstrapServers;
  private final String incarnation;
  private final EnforcementReplica replica;
  private final CallsInFlight calls;
  private final LeaseKeeper lease;
  private final AcksSender acks;
  private final Consumer<String> forget;
  private final CountDownLatch readOnce = new CountDownLatch(1);
  private final Thread thread = new Thread(this, "enforcement-state");
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private volatile boolean running = true;
  private volatile boolean unreported = true;
  private long reportedAt;
  private long startedAt;
  private long records;
  private volatile double readSeconds = Double.NaN;
  private Map<TopicPartition, Long> endsAtStart;

  /**
   * @param forget told the connections that admit nothing any more
   */
  StateReader(
      String bootstrapServers,
      String incarnation,
      EnforcementReplica replica,
      CallsInFlight calls,
      LeaseKeeper lease,
      AcksSender acks,
      Consumer<String> forget) {
    this.bootstrapServers = bootstrapServers;
    this.incarnation = incarnation;
    this.replica = replica;
    this.calls = calls;
    this.lease = lease;
    this.acks = acks;
    this.forget = forget;
    thread.setDaemon(true);
  }

  void start() {
    startedAt = System.nanoTime();
    thread.start();
  }

  /** Whether the last report is sent; false when a call that is to be cut keeps it. */
  boolean close() throws InterruptedException {
    running = false;
    thread.join(ASK.toMillis());
    return !thread.isAlive();
  }

  /** Opened when what stood in the topic at the start is applied. */
  CountDownLatch readOnce() {
    return readOnce;
  }

  /** How long it took to read what stood there at the start; NaN until it is read. */
  double readSeconds() {
    return readSeconds;
  }

  @Override
  public void run() {
    while (running) {
      try (KafkaConsumer<String, byte[]> consumer = open()) {
        read(consumer);
      } catch (InvalidOffsetException e) {
        LOG.error("The state topic is not the one that was read; reading it from its beginning", e);
        startOver();
      } catch (KafkaException | IllegalStateException e) {
        LOG.warnf("The enforcement state cannot be read now: %s", e.getMessage());
        pause();
      }
    }
  }

  private void startOver() {
    lease.restart();
    calls.cutAll(Cut.STALE).join();
    replica.clear();
    positions.clear();
  }

  private void read(KafkaConsumer<String, byte[]> consumer) {
    assign(consumer);
    long lookedAt = System.nanoTime();
    while (running) {
      if (System.nanoTime() - lookedAt > LOOK_FOR_PARTITIONS_NANOS) {
        assign(consumer);
        lookedAt = System.nanoTime();
      }
      List<CompletableFuture<Void>> cuts = new ArrayList<>();
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        records++;
        cuts.add(apply(record));
      }
      // Should a call not end, nothing is counted, and the lease runs out instead.
      CompletableFuture.allOf(cuts.toArray(CompletableFuture[]::new)).join();
      count(consumer);
    }
  }

  private CompletableFuture<Void> apply(ConsumerRecord<String, byte[]> record) {
    Change change = replica.apply(record.key(), record.value());
    if (change.isNone()) {
      return CompletableFuture.completedFuture(null);
    }
    if (change.closes()) {
      forget.accept(change.key());
    }
    return calls.judgeAgain(replica, change);
  }

  private void count(KafkaConsumer<String, byte[]> consumer) {
    Map<Integer, Long> reached = new HashMap<>();
    for (TopicPartition partition : consumer.assignment()) {
      long position = consumer.position(partition, ASK);
      reached.put(partition.partition(), position);
      Long before = positions.put(partition, position);
      if (before == null || before != position) {
        unreported = true;
      }
    }
    lease.applied(reached);
    if (readOnce.getCount() > 0 && reachedStart()) {
      readSeconds = (System.nanoTime() - startedAt) / 1e9;
      LOG.infof("Read the enforced state, %d records, in %.1f s", records, readSeconds);
      readOnce.countDown();
    }
    long now = System.nanoTime();
    if (unreported || now - reportedAt > REPORT_ANYWAY_NANOS) {
      unreported = false;
      reportedAt = now;
      report(reached);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // A failed report is made again.
  private void report(Map<Integer, Long> reached) {
    acks.send(new EnforcementAck.Applied(incarnation, reached))
        .whenComplete(
            (stored, failure) -> {
              if (failure != null) {
                unreported = true;
              }
            });
  }

  private boolean reachedStart() {
    return endsAtStart.entrySet().stream()
        .allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  private void assign(KafkaConsumer<String, byte[]> consumer) {
    Set<TopicPartition> all = new HashSet<>();
    consumer
        .partitionsFor(TOPIC, ASK)
        .forEach(p -> all.add(new TopicPartition(p.topic(), p.partition())));
    Set<TopicPartition> fresh = new HashSet<>(all);
    fresh.removeAll(consumer.assignment());
    if (fresh.isEmpty()) {
      return;
    }
    consumer.assign(all);
    for (TopicPartition partition : fresh) {
      if (positions.containsKey(partition)) {
        consumer.seek(partition, positions.get(partition));
      } else {
        consumer.seekToBeginning(Set.of(partition));
      }
    }
    if (endsAtStart == null) {
      endsAtStart = consumer.endOffsets(all, ASK);
    }
  }

  private KafkaConsumer<String, byte[]> open() {
    return new KafkaConsumer<>(
        KafkaAccess.with(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.CLIENT_ID_CONFIG,
                "token-vault-enforcement",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "none",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.METADATA_MAX_AGE_CONFIG,
                2_000,
                // For when there is nothing; what comes is read at once.
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                500)),
        new StringDeserializer(),
        new ByteArrayDeserializer());
  }

  private void pause() {
    try {
      Thread.sleep(500);
    } catch (InterruptedException e) {
      running = false;
      Thread.currentThread().interrupt();
    }
  }
}
