package io.delega.tokenvault.proxy;

import java.time.Duration;

/**
 * Whether a provider's host is asked at all. After so many failures in a row nobody asks it for a
 * while, then one call tries; each try that fails doubles the while. Times are monotonic
 * nanoseconds. Thread-safe.
 */
final class CircuitBreaker {
  static final int FAILURES = 10;
  static final Duration FIRST = Duration.ofSeconds(2);
  static final Duration LONGEST = Duration.ofSeconds(60);

  private int failures; // guarded by this
  private long openUntil; // guarded by this
  private long pause; // guarded by this; 0 while closed
  private boolean trying; // guarded by this

  /**
   * Asks for leave to call.
   *
   * @return 0 when the call may be made, else the nanoseconds after which one may
   */
  synchronized long ask(long now) {
    if (pause == 0) {
      return 0;
    }
    if (now - openUntil < 0) {
      return openUntil - now;
    }
    if (trying) {
      return pause;
    }
    trying = true;
    return 0;
  }

  /** The host answered, as one that works. */
  synchronized void succeeded() {
    failures = 0;
    pause = 0;
    trying = false;
  }

  /** The host could not be reached, did not answer, or said that it cannot. */
  synchronized void failed(long now) {
    failures++;
    if (trying || failures >= FAILURES) {
      pause = Math.min(Math.max(pause * 2, FIRST.toNanos()), LONGEST.toNanos());
      openUntil = now + pause;
      trying = false;
    }
  }

  /** The call ended without telling anything of the host. */
  synchronized void abandoned() {
    trying = false;
  }

  synchronized boolean isClosed() {
    return pause == 0 && failures == 0;
  }
}
