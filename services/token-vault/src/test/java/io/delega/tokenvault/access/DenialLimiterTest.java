package io.delega.tokenvault.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.tokenvault.access.DenialLimiter.Denied;
import org.junit.jupiter.api.Test;

class DenialLimiterTest {
  private static final long MINUTE = 60_000_000_000L;
  private static final Denied WHO = new Denied("agency-a", "https://issuer", "assistant");

  private final DenialLimiter limiter = new DenialLimiter(2);

  @Test
  void beyondTheLimitOnlyTheSummaryKnows() {
    assertThat(limiter.admits(WHO, null, 0)).isTrue();
    assertThat(limiter.admits(WHO, "ast_1", 1)).isTrue();
    assertThat(limiter.admits(WHO, null, 2)).isFalse();
    assertThat(limiter.admits(WHO, null, 3)).isFalse();
    assertThat(limiter.over(MINUTE - 1)).isEmpty();
    assertThat(limiter.over(MINUTE)).containsExactly(new DenialLimiter.Excess(WHO, "ast_1", 2));
    assertThat(limiter.over(2 * MINUTE)).isEmpty();
    assertThat(limiter.admits(WHO, null, MINUTE)).isTrue();
  }

  @Test
  void aNewMinuteBeginsWithoutASummaryWhenNothingWasBeyond() {
    limiter.admits(WHO, null, 0);
    limiter.admits(WHO, null, 1);
    assertThat(limiter.admits(WHO, null, MINUTE)).isTrue();
    assertThat(limiter.over(2 * MINUTE)).isEmpty();
  }

  @Test
  void nothingBeyondIsLostWhenTheSummaryIsLate() {
    for (int i = 0; i < 5; i++) {
      limiter.admits(WHO, null, i * MINUTE);
      limiter.admits(WHO, null, i * MINUTE);
      limiter.admits(WHO, null, i * MINUTE);
    }
    assertThat(limiter.all().get(0).count()).isEqualTo(13);
  }

  @Test
  void eachCallerHasItsOwnLimit() {
    Denied other = new Denied("agency-b", "https://issuer", "assistant");
    limiter.admits(WHO, null, 0);
    limiter.admits(WHO, null, 0);
    assertThat(limiter.admits(WHO, null, 0)).isFalse();
    assertThat(limiter.admits(other, null, 0)).isTrue();
  }
}
