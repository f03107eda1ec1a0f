package io.delega.local.bench;

import io.delega.contracts.Actor;
import io.delega.contracts.AuditEvent;
import io.delega.contracts.Event;
import io.delega.contracts.EventJson;
import io.delega.contracts.Topic;
import io.delega.local.Failure;
import io.delega.local.story.Http;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Facts of an agency that does not exist, each with a personal part to be sealed, on the one topic
 * that nobody reads but audit. They stay in the ledger. What others write meanwhile, a few heads,
 * is counted among them.
 */
final class LedgerLoad {
  private static final int PER_SECOND = 4_000;
  private static final int BACKLOG = 100_000;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration STILL = Duration.ofSeconds(2);
  private static final long LOOK_EVERY_MILLIS = 20;

  private final String bootstrapServers;
  private final Duration length;
  private final URI checkpoint;
  private final Http http = new Http(answer -> {});

  /**
   * A load.
   *
   * @param length for how long facts come at the fixed rate
   */
  LedgerLoad(String bootstrapServers, String baseUrl, Duration length) {
    this.bootstrapServers = bootstrapServers;
    this.length = length;
    this.checkpoint = URI.create(baseUrl + "/v1/audit/checkpoint");
  }

  /** Waits until what was recorded so far is taken in: it would be paid for by what comes next. */
  void settle() {
    stillSize();
  }

  /** A backlog first, which also warms audit up, then the fixed rate. */
  LedgerCost measure(LedgerReading reading) {
    try (KafkaProducer<String, byte[]> producer = KafkaWriter.open(bootstrapServers)) {
      double most = backlog(producer);
      Measured paced = paced(producer);
      long size = stillSize();
      double verified = reading.verifiedPerSecond();
      return new LedgerCost(paced, most, size, verified, reading.proofs());
    }
  }

  private double backlog(KafkaProducer<String, byte[]> producer) {
    long before = stillSize();
    long begun = System.nanoTime();
    for (int i = 0; i < BACKLOG; i++) {
      send(producer);
    }
    producer.flush();
    awaitSize(before + BACKLOG);
    return BACKLOG / ((System.nanoTime() - begun) / 1e9);
  }

  private Measured paced(KafkaProducer<String, byte[]> producer) {
    long before = stillSize();
    int total = PER_SECOND * (int) length.toSeconds();
    long begun = System.nanoTime();
    ExecutorService aside = Executors.newSingleThreadExecutor();
    try {
      CompletableFuture<Void> sent =
          CompletableFuture.runAsync(() -> send(producer, total, begun), aside);
      long[] latencies = new long[total];
      int covered = 0;
      while (covered < total) {
        pause();
        int now = (int) Math.min(total, size() - before);
        long at = System.nanoTime();
        for (; covered < now; covered++) {
          latencies[covered] = at - due(begun, covered);
        }
        requireWithin(begun);
      }
      sent.join();
      return Measured.of(latencies, total, 0, (System.nanoTime() - begun) / 1e9);
    } finally {
      aside.shutdown();
    }
  }

  private static void send(KafkaProducer<String, byte[]> producer, int total, long begun) {
    for (int i = 0; i < total; i++) {
      while (System.nanoTime() - due(begun, i) < 0) {
        pause();
      }
      send(producer);
    }
    producer.flush();
  }

  /** A latency counts from when its fact was due, so that a sender that stops does not help. */
  private static long due(long begun, int number) {
    return begun + number * 1_000_000_000L / PER_SECOND;
  }

  private static void send(KafkaProducer<String, byte[]> producer) {
    Event<?> event =
        Event.of(
            "audit",
            "audit/bench",
            "bench",
            Actor.service("bench"),
            0,
            new AuditEvent.AuditRead(
                Map.of("type", "call.decided"),
                50,
                new AuditEvent.Asked(Map.of("q", "somebody@example.test"))),
            Clock.systemUTC());
    var unused =
        producer.send(
            new ProducerRecord<>(
                Topic.AUDIT_EVENTS.topicName(), event.subject(), EventJson.write(event)));
  }

  /** Once nothing comes in any more. */
  private long stillSize() {
    long begun = System.nanoTime();
    long size = size();
    long since = System.nanoTime();
    while (System.nanoTime() - since < STILL.toNanos()) {
      pause();
      long now = size();
      if (now != size) {
        size = now;
        since = System.nanoTime();
      }
      requireWithin(begun);
    }
    return size;
  }

  private void awaitSize(long wanted) {
    long begun = System.nanoTime();
    while (size() < wanted) {
      pause();
      requireWithin(begun);
    }
  }

  private void requireWithin(long begun) {
    if (System.nanoTime() - begun > length.plus(PATIENCE).toNanos()) {
      throw new Failure("audit does not keep up");
    }
  }

  /** The second line of a checkpoint (C2SP tlog-checkpoint). */
  private long size() {
    String note =
        http.send(HttpRequest.newBuilder(checkpoint).GET()).expect(200, "the checkpoint").body();
    return Long.parseLong(Arrays.asList(note.split("\n", 3)).get(1));
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_EVERY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted");
    }
  }
}
