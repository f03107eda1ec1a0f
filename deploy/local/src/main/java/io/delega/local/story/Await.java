package io.delega.local.story;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for a condition. */
public final class Await {
  private static final long POLL_MILLIS = 200;

  private Await() {}

  /** Asks again until the value is the wanted one. */
  public static <T> T value(Duration patience, String what, Supplier<T> ask, Predicate<T> wanted) {
    long begun = System.nanoTime();
    while (true) {
      T value = ask.get();
      if (wanted.test(value)) {
        return value;
      }
      if (System.nanoTime() - begun > patience.toNanos()) {
        throw new StoryException(
            "waited %d s for %s; the last was %s".formatted(patience.toSeconds(), what, value));
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StoryException("interrupted");
      }
    }
  }
}
