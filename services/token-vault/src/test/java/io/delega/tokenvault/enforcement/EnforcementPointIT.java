package io.delega.tokenvault.enforcement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.delega.contracts.EnforcementAck;
import io.delega.contracts.EnforcementState;
import io.delega.contracts.EventJson;
import io.delega.contracts.Limits;
import io.delega.contracts.Topic;
import io.delega.policy.ConnectionPolicy;
import io.delega.testkit.EmbeddedKafka;
import io.delega.tokenvault.credential.Credentials;
import io.delega.tokenvault.credential.Injection;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One enforcement point with a broker of its own, which can be taken away. */
class EnforcementPointIT {
  private final List<String> forgotten = new CopyOnWriteArrayList<>();
  private final Incarnation incarnation = new Incarnation(Clock.systemUTC());
  private EmbeddedKafka kafka;
  private EnforcementPoint point;

  @BeforeEach
  void start() {
    kafka = EmbeddedKafka.start(null, 0);
    kafka.createTopics(Topic.ENFORCEMENT_STATE, Topic.ENFORCEMENT_ACKS);
    point =
        new EnforcementPoint(
            new Settings(kafka.bootstrapServers()),
            incarnation,
            credentials(),
            new SimpleMeterRegistry());
    point.start(null);
    await().atMost(Duration.ofSeconds(30)).until(point::admits);
  }

  @AfterEach
  void stop() {
    point.stop(null);
    kafka.close();
  }

  private record Settings(String kafka) implements EnforcementConfig {
    @Override
    public Duration drain() {
      return Duration.ofMillis(200);
    }
  }

  private Credentials credentials() {
    return new Credentials() {
      @Override
      public Uni<Injection> take(String connection) {
        return Uni.createFrom().nothing();
      }

      @Override
      public Uni<Injection> takeAfterRejection(String connection, Injection rejected) {
        return Uni.createFrom().nothing();
      }

      @Override
      public void forget(String connection) {
        forgotten.add(connection);
      }
    };
  }

  /** Ends when it is told to, not before {@link #end}. */
  private final class Call implements CallInFlight {
    final CompletableFuture<Cut> why = new CompletableFuture<>();
    final CompletableFuture<Void> over = new CompletableFuture<>();

    @Override
    public String connection() {
      return "con_1";
    }

    @Override
    public Optional<Cut> refusal(ConnectionPolicy now) {
      return "active".equals(now.state().state())
          ? Optional.empty()
          : Optional.of(new Cut(403, "revoked", ""));
    }

    @Override
    public CompletionStage<Void> cut(Cut reason) {
      why.complete(reason);
      return over;
    }

    void end() {
      over.complete(null);
      point.deregister(this);
    }
  }

  private static byte[] state(long version, String state) {
    return EventJson.writeBytes(
        new EnforcementState.Connection(
            "con_1",
            "agency-a",
            "cli_1",
            "sandbox",
            version,
            state,
            List.of(
                new EnforcementState.Grant(
                    "gra_1",
                    "active",
                    new EnforcementState.AssistantRef("ast_1", "https://issuer", "one", "active"),
                    List.of(),
                    Limits.NONE,
                    "none",
                    null)),
            List.of()));
  }

  /** As the outbox relay writes: in a transaction, whose marker takes an offset too. */
  @SuppressWarnings("FutureReturnValueIgnored") // flush() waits, the callback tells.
  private void put(long version, String state, boolean commit) {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "relay"),
            new StringSerializer(),
            new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(
          new ProducerRecord<>(Topic.ENFORCEMENT_STATE.topicName(), "con_1", state(version, state)),
          (stored, failure) -> assertThat(failure).isNull());
      producer.flush();
      if (commit) {
        producer.commitTransaction();
      } else {
        producer.abortTransaction();
      }
    }
  }

  private long version() {
    return point.find("con_1").map(policy -> policy.state().version()).orElse(0L);
  }

  private List<EnforcementAck> acks() {
    List<EnforcementAck> own = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(Topic.ENFORCEMENT_ACKS.topicName(), 0);
      consumer.assign(Set.of(partition));
      consumer.seekToBeginning(Set.of(partition));
      long end = consumer.endOffsets(Set.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> own.add(ack(record.value())));
      }
    }
    return own;
  }

  private static EnforcementAck ack(byte[] value) {
    try {
      return EventJson.mapper().readValue(value, EnforcementAck.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long appliedInAll() {
    return acks().stream()
        .filter(EnforcementAck.Applied.class::isInstance)
        .map(EnforcementAck.Applied.class::cast)
        .mapToLong(a -> a.positions().values().stream().mapToLong(Long::longValue).sum())
        .max()
        .orElse(0);
  }

  @Test
  void transactionMarkersDoNotEndTheLease() {
    put(1, "active", true);
    put(2, "active", false);
    await().until(() -> version() == 1);
    // Two records and two markers: only with all four passed do later heartbeats count.
    await().atMost(Duration.ofSeconds(10)).until(() -> appliedInAll() == 4);
    long heartbeats = heartbeats();
    await().atMost(Duration.ofSeconds(20)).until(() -> heartbeats() > heartbeats + 5);
    assertThat(point.admits()).isTrue();
    assertThat(version()).isEqualTo(1);
  }

  private long heartbeats() {
    return acks().stream().filter(EnforcementAck.Heartbeat.class::isInstance).count();
  }

  @Test
  void aRevocationIsReportedOnlyOnceTheCallIsCut() {
    put(1, "active", true);
    await().until(() -> version() == 1 && appliedInAll() == 2);
    Call call = new Call();
    point.register(call);
    put(2, "revoked", true);
    assertThat(call.why.orTimeout(10, java.util.concurrent.TimeUnit.SECONDS).join().code())
        .isEqualTo("revoked");
    assertThat(forgotten).containsExactly("con_1");
    long heartbeats = heartbeats();
    await().atMost(Duration.ofSeconds(10)).until(() -> heartbeats() > heartbeats + 1);
    assertThat(appliedInAll()).isEqualTo(2);
    call.end();
    await().atMost(Duration.ofSeconds(10)).until(() -> appliedInAll() == 4);
  }

  @Test
  void withoutKafkaTheLeaseRunsOutAndCallsAreCut() {
    Call call = new Call();
    point.register(call);
    kafka.close();
    await().atMost(Duration.ofSeconds(10)).until(() -> !point.admits());
    assertThat(call.why.orTimeout(5, java.util.concurrent.TimeUnit.SECONDS).join().code())
        .isEqualTo("enforcement_stale");
    call.end();
  }

  @Test
  void goodbyeIsTheLastWordAndNobodySaysItWhileACallRuns() {
    Call call = new Call();
    point.register(call);
    point.stop(null);
    assertThat(point.admits()).isFalse();
    assertThat(call.why).isDone();
    assertThat(acks()).noneMatch(EnforcementAck.Goodbye.class::isInstance);
  }

  @Test
  void goodbyeComesWhenEverythingIsOver() {
    Call call = new Call();
    point.register(call);
    call.over.complete(null);
    point.stop(null);
    List<EnforcementAck> acks = acks();
    assertThat(acks.get(acks.size() - 1)).isEqualTo(new EnforcementAck.Goodbye(incarnation.id()));
    assertThat(acks).filteredOn(EnforcementAck.Goodbye.class::isInstance).hasSize(1);
  }
}
