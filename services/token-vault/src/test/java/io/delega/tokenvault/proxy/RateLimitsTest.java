package io.delega.tokenvault.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RateLimitsTest {
  private static final long SECOND = 1_000_000_000L;

  private final RateLimits limits = new RateLimits();

  @Test
  void saysWhenTheNextIsAdmitted() {
    assertThat(limits.take("g", 2, 0)).isZero();
    assertThat(limits.take("g", 2, 10 * SECOND)).isZero();
    int wait = limits.take("g", 2, 20 * SECOND);
    assertThat(wait).isEqualTo(40);
    assertThat(limits.take("g", 2, 59 * SECOND)).isPositive();
    assertThat(limits.take("g", 2, 60 * SECOND)).isZero();
    assertThat(limits.take("other", 2, 20 * SECOND)).isZero();
  }

  @Property(tries = 200)
  void noMinuteHasMoreThanTheLimit(
      @ForAll List<@IntRange(max = 20) Integer> gaps,
      @ForAll @IntRange(min = 1, max = 5) int most) {
    RateLimits own = new RateLimits();
    Deque<Long> admitted = new ArrayDeque<>();
    long second = -500;
    for (int gap : gaps) {
      second += gap;
      if (own.take("g", most, second * SECOND) == 0) {
        admitted.add(second);
      }
      long from = second - 59;
      assertThat(admitted.stream().filter(at -> at >= from).count()).isLessThanOrEqualTo(most);
    }
  }
}
