package io.delega.tokenvault.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.tokenvault.credential.Refresher.Cause;
import io.delega.tokenvault.refresh.RefreshDecision.Await;
import io.delega.tokenvault.refresh.RefreshDecision.Break;
import io.delega.tokenvault.refresh.RefreshDecision.Facts;
import io.delega.tokenvault.refresh.RefreshDecision.Later;
import io.delega.tokenvault.refresh.RefreshDecision.Refresh;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class RefreshPropertiesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @Provide
  Arbitrary<Facts> facts() {
    Arbitrary<Boolean> bool = Arbitraries.of(true, false);
    Arbitrary<Optional<Instant>> time =
        Arbitraries.integers().between(-200, 200).map(NOW::plusSeconds).optional();
    Arbitrary<Optional<String>> reason = Arbitraries.of("invalid_grant").optional();
    return Combinators.combine(reason, bool, time, bool, time, bool, bool, time)
        .flatAs(
            (broken, due, expires, refreshable, claim, intent, reuse, forced) ->
                time.map(
                    retry ->
                        new Facts(
                            7,
                            broken,
                            due,
                            expires,
                            refreshable,
                            Optional.empty(),
                            claim,
                            intent,
                            reuse,
                            forced,
                            retry)));
  }

  @Property
  void nobodyRefreshesUnderAnothersClaim(
      @ForAll("facts") Facts facts, @ForAll @IntRange(min = 5, max = 7) int seen, @ForAll Cause c) {
    if (facts.claimUntil().filter(NOW::isBefore).isPresent()) {
      assertThat(RefreshDecision.decide(facts, seen, c, NOW)).isNotInstanceOf(Refresh.class);
    }
  }

  @Property
  void nothingIsSentAgainUnlessTheProviderDeclaresItMayBe(
      @ForAll("facts") Facts facts, @ForAll @IntRange(min = 5, max = 7) int seen, @ForAll Cause c) {
    if (facts.intent() && !facts.reuse()) {
      assertThat(RefreshDecision.decide(facts, seen, c, NOW)).isNotInstanceOf(Refresh.class);
    }
  }

  @Property
  void aTokenThatServesIsUsedWhateverFails(
      @ForAll("facts") Facts facts, @ForAll @IntRange(min = 5, max = 7) int seen, @ForAll Cause c) {
    boolean alive = facts.accessExpiresAt().map(NOW::isBefore).orElse(true);
    boolean rejected = c == Cause.REJECTED && seen == facts.version();
    if (facts.brokenFor().isEmpty() && alive && !rejected) {
      RefreshDecision decision = RefreshDecision.decide(facts, seen, c, NOW);
      assertThat(decision).isNotInstanceOfAny(Break.class, Later.class);
      assertThat(decision).isNotEqualTo(new Await(false));
    }
  }

  /**
   * A life of one connection: callers of several replicas ask, providers answer or do not, replicas
   * die, claims lapse. Each refresh token is sent once, or the provider has declared otherwise.
   */
  @Property
  void aWholeLifeSendsEachRefreshTokenOnce(@ForAll long seed, @ForAll boolean reuse) {
    Random random = new Random(seed);
    Life life = new Life(reuse);
    for (int step = 0; step < 200; step++) {
      life.now = life.now.plusMillis(random.nextInt(20_000));
      switch (random.nextInt(5)) {
        case 0 -> life.answer();
        case 1 -> life.holderDies();
        default ->
            life.ask(
                life.version - random.nextInt(2),
                List.of(Cause.values()).get(random.nextInt(Cause.values().length)));
      }
      assertThat(life.sentOfThisToken).isLessThanOrEqualTo(reuse ? Integer.MAX_VALUE : 1);
    }
  }

  /** The row, as {@link RefreshClaims} and {@link RefreshOutcomes} write it. */
  private static final class Life {
    private static final Duration CLAIM = Duration.ofSeconds(10);
    private static final Duration LIFETIME = Duration.ofSeconds(60);

    private final boolean reuse;
    private Instant now = NOW;
    private Instant expires = NOW.plus(LIFETIME);
    private long version = 1;
    private Optional<Instant> claim = Optional.empty();
    private Optional<String> broken = Optional.empty();
    private boolean intent;
    private boolean holding;
    private int sentOfThisToken;

    Life(boolean reuse) {
      this.reuse = reuse;
    }

    void ask(long seen, Cause cause) {
      if (holding) {
        claim = Optional.of(now.plus(CLAIM));
      }
      Facts facts =
          new Facts(
              version,
              broken,
              now.isAfter(expires.minusSeconds(6)),
              Optional.of(expires),
              true,
              Optional.empty(),
              claim,
              intent,
              reuse,
              Optional.empty(),
              Optional.empty());
      RefreshDecision decision = RefreshDecision.decide(facts, seen, cause, now);
      if (decision instanceof Refresh) {
        assertThat(holding).as("somebody is at it").isFalse();
        holding = true;
        intent = true;
        claim = Optional.of(now.plus(CLAIM));
        sentOfThisToken++;
      } else if (decision instanceof Break why) {
        broken = Optional.of(why.reason());
      }
    }

    void answer() {
      if (holding) {
        version++;
        expires = now.plus(LIFETIME);
        intent = false;
        holding = false;
        claim = Optional.empty();
        broken = Optional.empty();
        sentOfThisToken = 0;
      }
    }

    void holderDies() {
      holding = false;
    }
  }
}
