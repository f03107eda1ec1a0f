package io.delega.tokenvault.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.contracts.Ids;
import io.delega.tokenvault.VaultConfig;
import io.delega.tokenvault.credential.CredentialRow;
import io.delega.tokenvault.credential.RefreshTiming;
import io.delega.tokenvault.refresh.Turns.Urgency;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Ten thousand connections that were made in the same second, by a clock that is not waited for.
 */
class SpreadTest {
  private static final int CONNECTIONS = 10_000;
  private static final int LIMIT = 10;
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration LIFE = Duration.ofHours(1);
  private static final Duration ANSWER = Duration.ofMillis(200);

  private final RefreshTiming timing =
      new RefreshTiming(
          new SmallRyeConfigBuilder()
              .withMapping(VaultConfig.class)
              .withConverter(Duration.class, 100, new DurationConverter())
              .build()
              .getConfigMapping(VaultConfig.class));

  private static List<CredentialRow> connections() {
    return IntStream.range(0, CONNECTIONS)
        .mapToObj(
            i -> {
              CredentialRow row = new CredentialRow();
              row.connection = Ids.next(Ids.CONNECTION, Clock.systemUTC());
              row.version = 1;
              row.obtainedAt = START;
              row.accessExpiresAt = START.plus(LIFE);
              row.refreshExpiresAt = START.plus(LIFE);
              return row;
            })
        .toList();
  }

  @Test
  void whatWasMadeTogetherFallsDueApart() {
    int[] access = new int[3_600];
    int[] refresh = new int[3_600];
    for (CredentialRow row : connections()) {
      access[first(second -> timing.due(row, second))]++;
      refresh[first(second -> timing.lapsing(row, second))]++;
    }
    // Over 150 s and over 360 s: 67 and 28 a second when even.
    assertThat(IntStream.of(access).max().orElseThrow()).isLessThan(150);
    assertThat(IntStream.of(refresh).max().orElseThrow()).isLessThan(80);
  }

  private static int first(Predicate<Instant> due) {
    int low = 0;
    int high = 3_599;
    while (low < high) {
      int middle = (low + high) / 2;
      if (due.test(START.plusSeconds(middle))) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** Each is called every 5 s; the provider takes 200 ms an answer: 50 a second at the limit. */
  @Test
  void tenThousandThatExpireTogetherAreAllRenewedInTimeWithinTheLimit() {
    Turns<CredentialRow> turns = new Turns<>(LIMIT);
    Deque<CredentialRow> calls = new ArrayDeque<>(connections());
    PriorityQueue<Instant> ends = new PriorityQueue<>();
    int renewed = 0;
    Instant now = START.plus(LIFE).minus(Duration.ofMinutes(6));
    for (; now.isBefore(START.plus(LIFE)); now = now.plusMillis(5)) {
      while (!ends.isEmpty() && !ends.peek().isAfter(now)) {
        ends.remove();
        turns.end();
      }
      for (int i = 0; i < CONNECTIONS * 5 / 5_000 && !calls.isEmpty(); i++) {
        CredentialRow called = calls.remove();
        boolean due = timing.due(called, now);
        if (due && turns.take(Urgency.EARLY, now)) {
          ends.add(now.plus(ANSWER));
          renewed++;
        } else {
          calls.add(called);
        }
      }
      assertThat(turns.taken()).isEqualTo(ends.size()).isLessThanOrEqualTo(LIMIT);
    }
    assertThat(renewed).isEqualTo(CONNECTIONS);
  }

  @Test
  void callersGoFirstInTheOrderTheyCameAndTheBackgroundAfterThem() {
    Turns<String> turns = new Turns<>(1);
    assertThat(turns.take(Urgency.CALLER, START)).isTrue();
    turns.await("background", Urgency.BACKGROUND);
    turns.await("first", Urgency.CALLER);
    turns.await("second", Urgency.CALLER);
    turns.await("gone", Urgency.CALLER);
    assertThat(turns.next(START)).isEmpty();
    assertThat(turns.leave("gone")).isTrue();
    for (String next : List.of("first", "second", "background")) {
      turns.end();
      assertThat(turns.take(Urgency.EARLY, START)).isFalse();
      assertThat(turns.next(START)).contains(next);
    }
    assertThat(turns.leave("first")).isFalse();
    turns.end();
    assertThat(turns.next(START)).isEmpty();
    assertThat(turns.take(Urgency.EARLY, START)).isTrue();
  }

  @Test
  void aProviderThatAsksForQuietIsLeftAloneByAll() {
    Turns<String> turns = new Turns<>(5);
    turns.pause(START.plusSeconds(30));
    turns.pause(START.plusSeconds(10));
    turns.await("caller", Urgency.CALLER);
    assertThat(turns.take(Urgency.CALLER, START.plusSeconds(29))).isFalse();
    assertThat(turns.next(START.plusSeconds(29))).isEmpty();
    assertThat(turns.next(START.plusSeconds(30))).contains("caller");
  }
}
