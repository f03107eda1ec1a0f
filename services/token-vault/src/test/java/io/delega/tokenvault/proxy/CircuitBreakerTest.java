package io.delega.tokenvault.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
  private static final long SECOND = 1_000_000_000L;

  private final CircuitBreaker breaker = new CircuitBreaker();

  private void failTimes(int times, long now) {
    for (int i = 0; i < times; i++) {
      assertThat(breaker.ask(now)).isZero();
      breaker.failed(now);
    }
  }

  @Test
  void opensAfterFailuresInARow() {
    failTimes(CircuitBreaker.FAILURES - 1, 0);
    breaker.succeeded();
    failTimes(CircuitBreaker.FAILURES, 0);
    assertThat(breaker.ask(SECOND)).isEqualTo(CircuitBreaker.FIRST.toNanos() - SECOND);
  }

  @Test
  void letsOneTryAndClosesWhenItWorks() {
    failTimes(CircuitBreaker.FAILURES, 0);
    long later = CircuitBreaker.FIRST.toNanos();
    assertThat(breaker.ask(later)).isZero();
    assertThat(breaker.ask(later)).isPositive();
    breaker.succeeded();
    assertThat(breaker.ask(later)).isZero();
    assertThat(breaker.ask(later)).isZero();
  }

  @Test
  void waitsLongerAfterEachTryThatFailsAndNotForEver() {
    failTimes(CircuitBreaker.FAILURES, 0);
    long now = 0;
    Duration longest = Duration.ZERO;
    for (int i = 0; i < 10; i++) {
      now += breaker.ask(now);
      assertThat(breaker.ask(now)).isZero();
      breaker.failed(now);
      Duration wait = Duration.ofNanos(breaker.ask(now));
      assertThat(wait).isGreaterThanOrEqualTo(longest);
      longest = wait;
    }
    assertThat(longest).isEqualTo(CircuitBreaker.LONGEST);
  }

  @Test
  void aTryThatToldNothingLetsAnotherTry() {
    failTimes(CircuitBreaker.FAILURES, 0);
    long later = CircuitBreaker.FIRST.toNanos();
    assertThat(breaker.ask(later)).isZero();
    breaker.abandoned();
    assertThat(breaker.ask(later)).isZero();
  }

  @Test
  void oneAgencysTroubleIsNotAnothers() {
    CircuitBreakers breakers = new CircuitBreakers();
    URI host = URI.create("https://api.example/v1");
    for (int i = 0; i < CircuitBreaker.FAILURES; i++) {
      breakers.of("agency-a", host).failed(0);
    }
    assertThat(breakers.of("agency-a", URI.create("https://api.example/v2")).ask(0)).isPositive();
    assertThat(breakers.of("agency-a", URI.create("https://other.example")).ask(0)).isZero();
    assertThat(breakers.of("agency-b", host).ask(0)).isZero();
  }
}
