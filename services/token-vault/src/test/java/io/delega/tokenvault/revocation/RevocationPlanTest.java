package io.delega.tokenvault.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RevocationPlanTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private final RevocationPlan plan =
      new RevocationPlan(Duration.ofSeconds(5), Duration.ofHours(24));

  @Test
  void waitsTwiceAsLongEachTimeUpToAnHour() {
    assertThat(plan.next(START, 1, START)).contains(START.plusSeconds(5));
    assertThat(plan.next(START, 4, START)).contains(START.plusSeconds(40));
    assertThat(plan.next(START, 1_000_000, START)).contains(START.plusSeconds(3_600));
  }

  @Test
  void triesALastTimeWhenTheTimeIsUpAndThenGivesUp() {
    Instant end = START.plus(Duration.ofHours(24));
    assertThat(plan.next(START, 20, end.minusSeconds(10))).contains(end);
    assertThat(plan.next(START, 21, end)).isEmpty();
  }
}
