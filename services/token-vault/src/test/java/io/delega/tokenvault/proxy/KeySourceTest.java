package io.delega.tokenvault.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.delega.api.ProblemException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KeySourceTest {
  private static final ProxyConfig.IssuerKeys CONFIG =
      new ProxyConfig.IssuerKeys() {
        @Override
        public Duration refresh() {
          return Duration.ofMinutes(10);
        }

        @Override
        public Duration keep() {
          return Duration.ofHours(1);
        }

        @Override
        public Duration pause() {
          return Duration.ofSeconds(10);
        }
      };

  private static JWKSet first;
  private static JWKSet second;

  private final Deque<CompletableFuture<JWKSet>> asked = new ArrayDeque<>();
  private long now = 1_000_000_000_000L;
  private final KeySource source = new KeySource(this::ask, CONFIG, () -> now);

  @BeforeAll
  static void makeKeys() throws Exception {
    first = new JWKSet(List.<JWK>of(new ECKeyGenerator(Curve.P_256).keyID("1").generate()));
    second = new JWKSet(List.<JWK>of(new ECKeyGenerator(Curve.P_256).keyID("2").generate()));
  }

  private CompletionStage<JWKSet> ask() {
    CompletableFuture<JWKSet> answer = new CompletableFuture<>();
    asked.add(answer);
    return answer;
  }

  private void later(Duration time) {
    now += time.toNanos();
  }

  private static JWKSet now(CompletionStage<JWKSet> keys) {
    return keys.toCompletableFuture().getNow(null);
  }

  private static void assertUnavailable(CompletionStage<JWKSet> keys) {
    assertThat(keys.toCompletableFuture())
        .failsWithin(Duration.ZERO)
        .withThrowableOfType(java.util.concurrent.ExecutionException.class)
        .withCauseInstanceOf(ProblemException.class)
        .havingCause()
        .matches(problem -> ((ProblemException) problem).status() == 503);
  }

  private void answered(JWKSet keys) {
    asked.remove().complete(keys);
  }

  private void down() {
    asked.remove().completeExceptionally(new IllegalStateException("down"));
  }

  @Test
  void asksOnceForAllWhoWaitAndThenNotAtAll() {
    CompletionStage<JWKSet> one = source.keys("1");
    CompletionStage<JWKSet> other = source.keys(null);
    assertThat(asked).hasSize(1);
    answered(first);
    assertThat(now(one)).isSameAs(first);
    assertThat(now(other)).isSameAs(first);
    assertThat(now(source.keys("1"))).isSameAs(first);
    assertThat(asked).isEmpty();
  }

  @Test
  void anUnknownKeyIsAskedForButNotByEveryTokenThatComes() {
    source.keys("1");
    answered(first);
    assertThat(now(source.keys("2"))).as("asked a moment ago").isSameAs(first);
    assertThat(asked).isEmpty();
    later(Duration.ofSeconds(10));
    CompletionStage<JWKSet> rotated = source.keys("2");
    answered(second);
    assertThat(now(rotated)).isSameAs(second);
    assertThat(now(source.keys("2"))).isSameAs(second);
    assertThat(asked).isEmpty();
  }

  @Test
  void aKeyThatChangedUnderItsNameIsAskedForOnceAndAForgedOneNotAgain() {
    source.keys("1");
    answered(first);
    assertThat(now(source.newerThan(first))).as("asked a moment ago").isSameAs(first);
    later(Duration.ofSeconds(10));
    CompletionStage<JWKSet> changed = source.newerThan(first);
    answered(second);
    assertThat(now(changed)).isSameAs(second);
    assertThat(now(source.newerThan(first))).isSameAs(second);
    assertThat(now(source.newerThan(second))).isSameAs(second);
    later(Duration.ofSeconds(10));
    CompletionStage<JWKSet> unknown = source.newerThan(second);
    down();
    assertUnavailable(unknown);
    assertThat(asked).isEmpty();
  }

  @Test
  void whileTheIssuerIsDownKnownKeysServeForTheirTimeAndNoLonger() {
    source.keys("1");
    answered(first);
    later(Duration.ofMinutes(11));
    assertThat(now(source.keys("1"))).isSameAs(first);
    down();
    later(Duration.ofMinutes(40));
    assertThat(now(source.keys("1"))).isSameAs(first);
    down();
    assertUnavailable(source.keys("2"));
    later(Duration.ofMinutes(10));
    CompletionStage<JWKSet> tooOld = source.keys("1");
    down();
    assertUnavailable(tooOld);
    assertUnavailable(source.keys("1"));
    assertThat(asked).as("it is left alone").isEmpty();
    later(Duration.ofSeconds(10));
    CompletionStage<JWKSet> back = source.keys("1");
    answered(first);
    assertThat(now(back)).isSameAs(first);
  }

  @Test
  void aKeyThatTheIssuerDropsServesUntilItIsAskedAgain() {
    source.keys("1");
    answered(first);
    later(Duration.ofMinutes(11));
    source.keys("1");
    answered(second);
    assertThat(now(source.keys("1"))).isSameAs(second);
  }
}
