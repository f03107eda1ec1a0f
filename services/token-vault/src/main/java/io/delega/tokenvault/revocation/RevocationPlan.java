package io.delega.tokenvault.revocation;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a revocation that the provider has not confirmed is tried again: after twice the time each
 * time, up to an hour, until it is given up.
 *
 * @param first the wait after the first failure
 * @param giveUp how long after the first try it is given up
 */
record RevocationPlan(Duration first, Duration giveUp) {
  private static final Duration LONGEST = Duration.ofHours(1);

  /** Empty: reported as impossible. The last try is made when the time is up, not before. */
  Optional<Instant> next(Instant since, int failures, Instant now) {
    Instant end = since.plus(giveUp);
    if (!now.isBefore(end)) {
      return Optional.empty();
    }
    Duration doubled = first.multipliedBy(1L << Math.min(failures - 1, 20));
    Instant next = now.plus(doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST);
    return Optional.of(next.isBefore(end) ? next : end);
  }
}
