package io.delega.tokenvault.proxy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Whether an answered request is worth asking again. Only for requests that change nothing; a
 * provider that asks for more patience than {@link #LONGEST} is not asked again, its answer is
 * passed on.
 */
final class Retries {
  static final int MOST = 2;
  static final Duration LONGEST = Duration.ofSeconds(2);
  private static final Duration GATEWAY = Duration.ofMillis(100);

  private Retries() {}

  /**
   * How long to wait before asking again; empty when the answer is the answer.
   *
   * @param status of the answer
   * @param retryAfter its header in seconds (RFC 9110, section 10.2.3); null without one
   * @param made how many retries there were
   */
  static Optional<Duration> pause(int status, String retryAfter, int made) {
    if (made >= MOST) {
      return Optional.empty();
    }
    Optional<Duration> asked = seconds(retryAfter);
    return switch (status) {
      case 429, 503 -> asked.filter(wait -> wait.compareTo(LONGEST) <= 0).map(Retries::jittered);
      case 502, 504 ->
          retryAfter == null
              ? Optional.of(jittered(GATEWAY.multipliedBy(1L << made)))
              : asked.filter(wait -> wait.compareTo(LONGEST) <= 0).map(Retries::jittered);
      default -> Optional.empty();
    };
  }

  private static Optional<Duration> seconds(String retryAfter) {
    return retryAfter != null && retryAfter.strip().matches("[0-9]{1,6}")
        ? Optional.of(Duration.ofSeconds(Long.parseLong(retryAfter.strip())))
        : Optional.empty();
  }

  /** Never less than asked for, and up to a half more. */
  private static Duration jittered(Duration wait) {
    long millis = Math.max(50, wait.toMillis());
    return Duration.ofMillis(millis + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
  }
}
