package io.delega.tokenvault.enforcement;

import java.time.Duration;

/**
 * An instant on both local clocks. The monotonic clock may stand still while a machine sleeps, the
 * wall clock may be set back: whichever says that more time has passed is believed.
 *
 * @param nanos of the monotonic clock
 * @param millis of the wall clock
 */
record Moment(long nanos, long millis) {
  static Moment now() {
    return new Moment(System.nanoTime(), System.currentTimeMillis());
  }

  /** Whether less than this has passed since, by both clocks. */
  boolean isWithin(Duration length, Moment now) {
    return now.nanos - nanos < length.toNanos() && now.millis - millis < length.toMillis();
  }

  boolean isAfter(Moment other) {
    return nanos - other.nanos > 0;
  }
}
