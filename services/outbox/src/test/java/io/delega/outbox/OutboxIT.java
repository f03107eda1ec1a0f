package io.delega.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.delega.contracts.Actor;
import io.delega.contracts.ConnectEvent;
import io.delega.contracts.Event;
import io.delega.contracts.EventData;
import io.delega.contracts.EventJson;
import io.delega.contracts.Ids;
import io.delega.contracts.Topic;
import io.delega.testkit.DelegaResource;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Scope;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
class OutboxIT {
  private static final Topic TOPIC = Topic.CONNECT_EVENTS;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Inject Outbox outbox;
  @Inject OutboxConfig config;
  @Inject DataSource database;

  private final ExecutorService threads = Executors.newFixedThreadPool(6);
  private CommittedRecords records;

  @BeforeEach
  void read() {
    records = new CommittedRecords(config.bootstrapServers(), TOPIC);
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    records.close();
  }

  @Test
  void aTransactionThatCommitsLateIsNotSkipped() throws Exception {
    Event<?> early = event(newKey(), 1);
    Event<?> later = event(newKey(), 1);
    CompletableFuture<Void> appended = new CompletableFuture<>();
    CompletableFuture<Void> gate = new CompletableFuture<>();
    Future<?> open =
        threads.submit(
            () ->
                transaction(
                    () ->
                        outbox
                            .append(TOPIC, early)
                            .invoke(() -> appended.complete(null))
                            .chain(() -> hold(gate))));
    try {
      await().atMost(PATIENCE).until(appended::isDone);
      append(later);
      awaitEvents(later.subject(), 1);
      awaitMarked(later.subject(), 1);

      assertThat(records.events(early.subject())).isEmpty();
    } finally {
      gate.complete(null);
    }
    open.get();

    assertThat(ids(early.subject()).get(0)).isLessThan(ids(later.subject()).get(0));
    assertThat(awaitEvents(early.subject(), 1)).isEqualTo(List.of(early));
    awaitMarked(early.subject(), 1);
    assertThat(records.events(later.subject())).isEqualTo(List.of(later));
  }

  @Test
  void concurrentTransactionsLoseNothingAndKeepTheOrderPerKey() throws Exception {
    int each = 40;
    List<String> keys = List.of(newKey(), newKey(), newKey());
    for (String key : keys) {
      transaction(() -> Panache.getSession().chain(session -> session.persist(new Aggregate(key))));
    }

    List<Future<?>> changes = new ArrayList<>();
    for (int i = 0; i < each; i++) {
      for (String key : keys) {
        changes.add(threads.submit(() -> change(key)));
      }
    }
    for (Future<?> change : changes) {
      change.get();
    }

    for (String key : keys) {
      assertThat(awaitEvents(key, each))
          .extracting(Event::sequence)
          .isEqualTo(LongStream.rangeClosed(1, each).boxed().toList());
      awaitMarked(key, each);
    }
  }

  @Test
  void aTransactionThatRollsBackSendsNothing() {
    String key = newKey();
    Event<?> kept = event(key, 2);

    assertThatThrownBy(
            () ->
                transaction(
                    () ->
                        outbox
                            .append(TOPIC, event(key, 1))
                            .chain(
                                () ->
                                    Uni.createFrom()
                                        .failure(new IllegalArgumentException("rolled back")))))
        .hasStackTraceContaining("rolled back");
    append(kept);

    assertThat(awaitEvents(key, 1)).isEqualTo(List.of(kept));
    awaitMarked(key, 1);
  }

  @Test
  void recordsSayWhatTheyAreAndANullValueIsATombstone() {
    String key = newKey();
    Event<?> event = event(key, 1);

    append(event);
    transaction(() -> outbox.append(TOPIC, key, null));

    await().atMost(PATIENCE).until(() -> records.of(key).size() == 2);
    assertThat(records.of(key).get(0).value()).isEqualTo(EventJson.write(event));
    assertThat(records.of(key).get(0).headers().lastHeader("content-type").value())
        .isEqualTo(EventJson.MEDIA_TYPE.getBytes(UTF_8));
    assertThat(records.of(key).get(1).value()).isNull();
  }

  @Test
  void aRowThatWasSentButNotMarkedIsSentAgainAsTheSameEvent() throws SQLException {
    Event<?> event = event(newKey(), 1);
    append(event);
    awaitEvents(event.subject(), 1);
    awaitMarked(event.subject(), 1);

    try (Connection connection = database.getConnection();
        PreparedStatement forget =
            connection.prepareStatement("UPDATE outbox SET sent_at = NULL WHERE record_key = ?")) {
      forget.setString(1, event.subject());
      assertThat(forget.executeUpdate()).isEqualTo(1);
    }

    assertThat(awaitEvents(event.subject(), 2)).isEqualTo(List.of(event, event));
    awaitMarked(event.subject(), 1);
  }

  @Test
  void aValueThatKafkaWouldRefuseIsRefusedAtOnceAndBlocksNothing() {
    String key = newKey();
    Event<?> behind = event(newKey(), 1);
    byte[] biggest = new byte[Outbox.MOST_BYTES];

    transaction(() -> outbox.append(TOPIC, key, biggest));
    assertThatThrownBy(
            () ->
                transaction(
                    () ->
                        outbox
                            .append(TOPIC, event(key, 1))
                            .chain(() -> outbox.append(TOPIC, key, new byte[biggest.length + 1]))))
        .hasStackTraceContaining("too big");
    append(behind);

    assertThat(awaitEvents(behind.subject(), 1)).isEqualTo(List.of(behind));
    awaitMarked(key, 1);
    assertThat(records.of(key)).hasSize(1);
    assertThat(records.of(key).get(0).value()).isEqualTo(biggest);
  }

  @Test
  void aSecondProducerFencesTheFirst() {
    String key = newKey();
    String service = "fenced-" + key;
    try (FencedProducer first = new FencedProducer(service, config.bootstrapServers())) {
      first.send(rows(event(key, 1)));
      try (FencedProducer second = new FencedProducer(service, config.bootstrapServers())) {
        assertThatThrownBy(() -> first.send(rows(event(key, 2)))).satisfies(OutboxIT::isFenced);
        second.send(rows(event(key, 3)));
      }
    }

    assertThat(awaitEvents(key, 2)).extracting(Event::sequence).isEqualTo(List.of(1L, 3L));
  }

  @Test
  void thePlaceInATraceTravelsWithTheRow() {
    Event<?> traced = event(newKey(), 1);
    Event<?> untraced = event(newKey(), 1);
    SpanContext place =
        SpanContext.create(
            "4bf92f3577b34da6a3ce929d0e0e4736",
            "00f067aa0ba902b7",
            TraceFlags.getSampled(),
            TraceState.getDefault());
    transaction(
        () -> {
          try (Scope scope = Span.wrap(place).makeCurrent()) {
            return outbox.append(TOPIC, traced);
          }
        });
    append(untraced);

    awaitEvents(traced.subject(), 1);
    awaitEvents(untraced.subject(), 1);
    assertThat(traceparents(traced))
        .isEqualTo(List.of("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
    assertThat(traceparents(untraced)).isEmpty();
  }

  private List<String> traceparents(Event<?> event) {
    List<String> found = new ArrayList<>();
    records
        .of(event.subject())
        .get(0)
        .headers()
        .headers("traceparent")
        .forEach(header -> found.add(new String(header.value(), UTF_8)));
    return found;
  }

  @Test
  void aBatchIsGivenUpAtTheFirstRowThatFails() {
    String key = newKey();
    byte[] value = EventJson.write(event(key, 1));
    String neverLookedAt = null;
    List<RelayStore.Row> rows =
        List.of(
            new RelayStore.Row(1, TOPIC.topicName(), key, value, null),
            new RelayStore.Row(2, "no topic is called so", key, value, null),
            new RelayStore.Row(3, neverLookedAt, key, value, null));

    try (FencedProducer producer = new FencedProducer("batch-" + key, config.bootstrapServers())) {
      assertThatThrownBy(() -> producer.send(rows)).hasCauseInstanceOf(InvalidTopicException.class);
    }

    try (FencedProducer next = new FencedProducer("batch-" + key, config.bootstrapServers())) {
      next.send(rows(event(key, 2)));
    }
    assertThat(awaitEvents(key, 1)).extracting(Event::sequence).isEqualTo(List.of(2L));
  }

  @Test
  void aFencedRelayRecoversAndFencesItsRival() {
    Event<?> before = event(newKey(), 1);
    append(before);
    awaitMarked(before.subject(), 1);
    Event<?> after = event(newKey(), 1);

    try (FencedProducer rival = new FencedProducer(config.service(), config.bootstrapServers())) {
      append(after);

      assertThat(awaitEvents(after.subject(), 1)).isEqualTo(List.of(after));
      awaitMarked(after.subject(), 1);
      assertThatThrownBy(() -> rival.send(rows(event(newKey(), 1)))).satisfies(OutboxIT::isFenced);
    }
    assertThat(records.events(after.subject())).hasSize(1);
  }

  /** Whichever of the two Kafka notices first: at the commit, or at the first record. */
  private static void isFenced(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    assertThat(cause)
        .isInstanceOfAny(ProducerFencedException.class, InvalidProducerEpochException.class);
  }

  /** As a service does it: lock the aggregate, change it, tell of it. */
  private void change(String key) {
    transaction(
        () ->
            Panache.getSession()
                .chain(
                    session -> session.find(Aggregate.class, key, LockModeType.PESSIMISTIC_WRITE))
                .chain(row -> outbox.append(TOPIC, event(key, ++row.version))));
  }

  private void append(Event<?> event) {
    transaction(() -> outbox.append(TOPIC, event));
  }

  private static <T> T transaction(Supplier<Uni<T>> work) {
    try {
      return VertxContextSupport.subscribeAndAwait(() -> Panache.withTransaction(work));
    } catch (Throwable failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** Goes on where it came from: a session stays on its own context. */
  private static Uni<Void> hold(CompletableFuture<Void> gate) {
    Context context = Vertx.currentContext();
    return Uni.createFrom()
        .completionStage(gate)
        .emitOn(command -> context.runOnContext(ignored -> command.run()));
  }

  private List<Event<EventData>> awaitEvents(String key, int count) {
    await().atMost(PATIENCE).until(() -> records.events(key).size() >= count);
    return records.events(key);
  }

  private void awaitMarked(String key, int count) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        longs(
                            "SELECT count(*) FROM outbox WHERE record_key = ?"
                                + " AND sent_at IS NOT NULL",
                            key))
                    .isEqualTo(List.of((long) count)));
  }

  private List<Long> ids(String key) throws SQLException {
    return longs("SELECT id FROM outbox WHERE record_key = ? ORDER BY id", key);
  }

  private List<Long> longs(String sql, String key) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, key);
      try (ResultSet found = select.executeQuery()) {
        List<Long> values = new ArrayList<>();
        while (found.next()) {
          values.add(found.getLong(1));
        }
        return values;
      }
    }
  }

  private static List<RelayStore.Row> rows(Event<?> event) {
    return List.of(
        new RelayStore.Row(0, TOPIC.topicName(), event.subject(), EventJson.write(event), null));
  }

  private static String newKey() {
    return Ids.next(Ids.CLIENT, Clock.systemUTC());
  }

  private static Event<?> event(String key, long sequence) {
    return Event.of(
        "outbox-test",
        key,
        "demo-agency",
        Actor.service("outbox-test"),
        sequence,
        new ConnectEvent.ClientSignedIn(key),
        Clock.systemUTC());
  }
}
