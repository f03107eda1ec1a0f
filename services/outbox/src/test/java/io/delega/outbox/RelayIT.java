package io.delega.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.delega.contracts.Actor;
import io.delega.contracts.ConnectEvent;
import io.delega.contracts.Event;
import io.delega.contracts.Ids;
import io.delega.contracts.Topic;
import io.delega.testkit.DelegaResource;
import io.delega.testkit.EmbeddedKafka;
import io.delega.testkit.Ports;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Relays that the test starts, puts to sleep and stops; the application's own is off. */
@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
@TestProfile(RelayIT.NoRelay.class)
class RelayIT {
  /** For who shall lose the lease, or ask for it often; who leads has a long one. */
  private static final Duration SHORT = Duration.ofSeconds(1);

  @Inject OutboxConfig config;
  @Inject DataSource database;

  private final List<Relay> relays = new ArrayList<>();
  private final List<DrowsyDatabase> drowsy = new ArrayList<>();
  private OutboxTable table;
  private CommittedRecords records;
  private String key;
  private RelaySettings settings;

  /** The application relays nothing. */
  public static final class NoRelay implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("delega.outbox.enabled", "false");
    }
  }

  @BeforeEach
  void begin() {
    table = new OutboxTable(database);
    table.clear();
    records = new CommittedRecords(config.bootstrapServers(), Topic.CONNECT_EVENTS);
    key = newKey();
    settings = RelaySettings.of("relay-" + key, config.bootstrapServers());
  }

  @AfterEach
  void end() throws InterruptedException {
    drowsy.forEach(DrowsyDatabase::wake);
    for (Relay relay : relays) {
      relay.stop(null);
    }
    records.close();
  }

  @Test
  void whatWasSentLongAgoIsPrunedAndNothingElse() {
    String old = newKey();
    String recent = newKey();
    table.add(event(old, 1), Duration.ofHours(3));
    table.markSent(old, Duration.ofMinutes(61));
    table.add(event(recent, 1), Duration.ofHours(3));
    table.markSent(recent, Duration.ofMinutes(59));
    table.add(event(key, 1), Duration.ofHours(3));

    start(database, settings);

    patiently().until(() -> table.rows(old) == 0 && table.unsent(key) == 0);
    assertThat(table.rows(recent)).isEqualTo(1);
    assertThat(table.rows(key)).isEqualTo(1);
    assertThat(sequences()).isEqualTo(List.of(1L));
  }

  @Test
  void aRowThatWasNotSentIsNeverPruned() throws SQLException {
    table.add(event(key, 1), Duration.ofDays(30));

    assertThat(new RelayStore(database).prune(Duration.ZERO)).isZero();

    assertThat(table.unsent(key)).isEqualTo(1);
  }

  @Test
  void aRelayThatIsNeverIdlePrunesToo() {
    String old = newKey();
    table.add(event(old, 1));
    table.markSent(old, Duration.ofHours(2));
    addAll(1, 20);
    DrowsyDatabase busy = drowsy();
    busy.sleepAfter(DrowsyDatabase.PRUNE);

    start(busy.dataSource(), settings.withBatchSize(1));

    patiently().until(busy::isAsleep);
    assertThat(table.rows(old)).isZero();
    assertThat(table.unsent(key)).isPositive();
    busy.wake();
    awaitAllSent();
    assertThat(sequences()).isEqualTo(oneTo(20));
  }

  @Test
  void theBacklogIsAsOldAsItsOldestUnsentRow() throws SQLException {
    RelayStore store = new RelayStore(database);
    assertThat(store.backlogAge()).isEmpty();

    String sent = newKey();
    table.add(event(sent, 1), Duration.ofHours(2));
    table.markSent(sent, Duration.ZERO);
    assertThat(store.backlogAge()).isEmpty();

    table.add(event(key, 1), Duration.ofSeconds(90));
    table.add(event(key, 2));
    assertThat(store.backlogAge().orElseThrow())
        .isBetween(Duration.ofSeconds(90), Duration.ofMinutes(10));
  }

  @Test
  void theNextRelayLeadsWhenTheFirstIsStopped() throws InterruptedException {
    Relay first = start(database, settings);
    patiently().until(() -> table.holders(settings.service()).size() == 1);
    List<String> leader = table.holders(settings.service());
    DrowsyDatabase standby = drowsy();
    start(standby.dataSource(), settings.withLease(SHORT));
    patiently().until(() -> standby.count(DrowsyDatabase.LEASE) >= 2);
    addAll(1, 10);
    awaitAllSent();
    assertThat(table.holders(settings.service())).isEqualTo(leader);
    assertThat(standby.count(DrowsyDatabase.READ)).isZero();

    first.stop(null);
    addAll(11, 20);

    awaitAllSent();
    assertThat(table.holders(settings.service())).hasSize(1).isNotEqualTo(leader);
    assertThat(sequences()).isEqualTo(oneTo(20));
  }

  @Test
  void aRelayThatStopsLeavesItsLease() throws InterruptedException {
    Relay relay = start(database, settings);
    patiently().until(() -> table.holders(settings.service()).size() == 1);

    relay.stop(null);

    assertThat(table.holders(settings.service())).isEmpty();
  }

  @Test
  void aRelayThatSleptWithRowsInItsHandsCannotAppendThem() {
    DrowsyDatabase former = drowsy();
    former.sleepAfter(DrowsyDatabase.READ);
    addAll(1, 5);
    start(former.dataSource(), settings.withLease(SHORT));
    patiently().until(former::isAsleep);
    List<String> sleeping = table.holders(settings.service());

    patiently().until(() -> table.leaseHasRunOut(settings.service()));
    start(database, settings);
    awaitAllSent();
    List<String> leading = table.holders(settings.service());
    assertThat(leading).hasSize(1).isNotEqualTo(sleeping);
    long asked = former.count(DrowsyDatabase.LEASE);
    former.wake();

    patiently().until(() -> former.count(DrowsyDatabase.LEASE) > asked);
    addAll(6, 10);
    awaitAllSent();
    assertThat(table.holders(settings.service())).isEqualTo(leading);
    assertThat(former.count(DrowsyDatabase.READ)).isEqualTo(1);
    assertThat(sequences()).isEqualTo(oneTo(10));
  }

  @Test
  void aRelayThatSleptBeforeItsProducerWasOpenAsksAgainWhetherItLeads() {
    DrowsyDatabase former = drowsy();
    former.sleepAfter(DrowsyDatabase.LEASE);
    start(former.dataSource(), settings.withLease(SHORT));
    patiently().until(former::isAsleep);
    patiently().until(() -> table.leaseHasRunOut(settings.service()));
    table.add(event(key, 1));
    DrowsyDatabase leader = drowsy();
    leader.sleepAfter(DrowsyDatabase.READ);
    start(leader.dataSource(), settings);
    patiently().until(leader::isAsleep);

    former.wake();

    patiently().until(() -> former.count(DrowsyDatabase.LEASE) >= 2);
    assertThat(former.count(DrowsyDatabase.READ)).isZero();
    assertThat(sequences()).isEmpty();
    leader.wake();
    awaitAllSent();
    assertThat(sequences()).isEqualTo(List.of(1L));
  }

  @Test
  void rowsWaitWhileKafkaIsAwayAndAreSentInOrderWhenItIsBack(@TempDir Path folder) {
    int port = Ports.orFree(0);
    DrowsyDatabase watched = drowsy();
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, port)) {
      kafka.createTopics(Topic.CONNECT_EVENTS);
      settings = RelaySettings.of("away-" + key, kafka.bootstrapServers());
      start(watched.dataSource(), settings);
      addAll(1, 3);
      awaitAllSent();
    }
    long asked = watched.count(DrowsyDatabase.LEASE);

    addAll(4, 6);
    // The lease is long: only a relay that has failed asks for it again.
    patiently().until(() -> watched.count(DrowsyDatabase.LEASE) > asked);
    addAll(7, 9);
    assertThat(table.unsent(key)).isEqualTo(6);

    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, port);
        CommittedRecords there =
            new CommittedRecords(kafka.bootstrapServers(), Topic.CONNECT_EVENTS)) {
      awaitAllSent();
      patiently().until(() -> there.events(key).size() >= 9);
      assertThat(there.events(key)).extracting(Event::sequence).isEqualTo(oneTo(9));
    }
  }

  @Test
  void aConnectionThatIsGivenBackListensNoMore() throws SQLException {
    try (WakeUp wakeUp = new WakeUp(database)) {
      wakeUp.await(Duration.ZERO);
    }

    List<Connection> pool = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        pool.add(database.getConnection());
      }
      for (Connection connection : pool) {
        try (Statement statement = connection.createStatement();
            ResultSet channels = statement.executeQuery("SELECT pg_listening_channels()")) {
          assertThat(channels.next()).isFalse();
        }
      }
    } finally {
      for (Connection connection : pool) {
        connection.close();
      }
    }
  }

  private Relay start(DataSource its, RelaySettings with) {
    Relay relay = new Relay(with, its);
    relays.add(relay);
    relay.start(null);
    return relay;
  }

  private DrowsyDatabase drowsy() {
    DrowsyDatabase made = new DrowsyDatabase(database);
    drowsy.add(made);
    return made;
  }

  private void addAll(int first, int last) {
    for (int sequence = first; sequence <= last; sequence++) {
      table.add(event(key, sequence));
    }
  }

  private void awaitAllSent() {
    patiently().until(() -> table.unsent() == 0);
  }

  /** What the key's records say once all that was committed before now has been read. */
  private List<Long> sequences() {
    return records.eventsSoFar(key).stream().map(Event::sequence).toList();
  }

  private static List<Long> oneTo(int last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(60));
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
