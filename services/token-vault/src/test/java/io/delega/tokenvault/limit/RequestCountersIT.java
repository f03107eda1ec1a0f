package io.delega.tokenvault.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agroal.api.AgroalDataSource;
import io.delega.contracts.Counter;
import io.delega.testkit.DelegaResource;
import io.delega.tokenvault.VaultResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Two replicas' counters over the rows of one real database. */
@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(VaultResource.class)
class RequestCountersIT {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final AtomicLong NAMES = new AtomicLong();

  @Inject CounterRows rows;
  @Inject AgroalDataSource database;

  private final String id = "gra_counters_" + NAMES.incrementAndGet();

  private static long admitted(RequestCounters replica, Counter counter, int times) {
    List<Uni<Optional<Over>>> calls = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      calls.add(replica.take("con_1", List.of(counter), 1));
    }
    return Uni.join().all(calls).andCollectFailures().await().atMost(LONG).stream()
        .filter(Optional::isEmpty)
        .count();
  }

  @Test
  void twoReplicasTogetherAdmitExactlyTheTotal() {
    Counter counter = new Counter(id, null, null, 57);
    RequestCounters one = new RequestCounters(rows);
    RequestCounters other = new RequestCounters(rows);
    long sum = 0;
    for (int round = 0; round < 4; round++) {
      sum += admitted(one, counter, 10) + admitted(other, counter, 5);
    }
    assertThat(sum).isBetween(50L, 57L);
    one.stop(null);
    other.stop(null);
    RequestCounters later = new RequestCounters(rows);
    sum += admitted(later, counter, 20);
    assertThat(sum).isEqualTo(57);
    Optional<Over> over =
        new RequestCounters(rows).take("con_1", List.of(counter), 1).await().atMost(LONG);
    assertThat(over).contains(new Over("requests in all", 3_600));
  }

  @Test
  void manyAtOnceOverTwoReplicasDoNotExceedTheMinute() {
    Counter counter = new Counter(id, 30, 1_000, null);
    RequestCounters one = new RequestCounters(rows);
    RequestCounters other = new RequestCounters(rows);
    List<Uni<Optional<Over>>> calls = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      calls.add((i % 2 == 0 ? one : other).take("con_1", List.of(counter), 1));
    }
    List<Optional<Over>> answers = Uni.join().all(calls).andCollectFailures().await().atMost(LONG);
    assertThat(answers.stream().filter(Optional::isEmpty).count()).isBetween(20L, 30L);
    assertThat(answers.stream().flatMap(Optional::stream))
        .allMatch(over -> over.what().equals("requests per minute"))
        .allMatch(over -> over.retryAfter() >= 1 && over.retryAfter() <= 63);
  }

  @Test
  void severalGrantsUnderOneConsentShareWhatTheClientAgreedTo() {
    Counter consent = new Counter(id, null, null, 10);
    Counter narrow = new Counter(id + "_narrow", null, null, 4);
    RequestCounters replica = new RequestCounters(rows);
    for (int i = 0; i < 4; i++) {
      assertThat(take(replica, narrow, consent)).isEmpty();
    }
    assertThat(take(replica, narrow, consent)).isPresent();
    assertThat(admitted(replica, consent, 9)).isEqualTo(6);
  }

  private static Optional<Over> take(RequestCounters replica, Counter... counters) {
    return replica.take("con_1", List.of(counters), 1).await().atMost(LONG);
  }

  @Test
  void aLowerNumberHoldsAtOnce() {
    RequestCounters replica = new RequestCounters(rows);
    assertThat(take(replica, new Counter(id, null, 1_000, null))).isEmpty();
    assertThat(take(replica, new Counter(id, null, 1, null))).isPresent();
  }

  @Test
  void whatCannotBeCountedIsNotAdmitted() throws Exception {
    Counter counter = new Counter(id, 30, null, null);
    assertThat(take(new RequestCounters(rows), counter)).isEmpty();
    try (Connection held = database.getConnection();
        Statement lock = held.createStatement()) {
      held.setAutoCommit(false);
      lock.executeQuery("select 1 from request_counter where id = '" + id + "' for update");
      RequestCounters replica = new RequestCounters(rows);
      assertThatThrownBy(() -> take(replica, counter)).isNotNull();
      held.rollback();
      assertThat(take(replica, counter)).isEmpty();
    }
  }
}
