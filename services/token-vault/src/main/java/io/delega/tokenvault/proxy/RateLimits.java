package io.delega.tokenvault.proxy;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Calls admitted per grant in any minute, counted by this replica. A sliding window in sixty
 * seconds: the calls of a second are forgotten a minute later. Times are monotonic nanoseconds.
 */
final class RateLimits {
  private static final int SECONDS = 60;
  private static final int MOST = 10_000;
  private static final long SECOND = 1_000_000_000L;

  private final Map<String, Window> windows = new ConcurrentHashMap<>();

  private static final class Window {
    final int[] counts = new int[SECONDS];
    long second = Long.MIN_VALUE;
    int total;
  }

  /**
   * Counts a call.
   *
   * @return 0 when it is admitted, else the seconds after which one may be
   */
  int take(String grant, int perMinute, long now) {
    long second = Math.floorDiv(now, SECOND);
    if (windows.size() > MOST) {
      windows.values().removeIf(window -> second - window.second >= SECONDS);
    }
    Window window = windows.computeIfAbsent(grant, first -> new Window());
    synchronized (window) {
      advance(window, second);
      if (window.total < perMinute) {
        window.counts[slot(second)]++;
        window.total++;
        return 0;
      }
      return untilFree(window, second, perMinute);
    }
  }

  private static void advance(Window window, long second) {
    if (second - SECONDS >= window.second) {
      java.util.Arrays.fill(window.counts, 0);
      window.total = 0;
    } else {
      for (long each = window.second + 1; each <= second; each++) {
        window.total -= window.counts[slot(each)];
        window.counts[slot(each)] = 0;
      }
    }
    window.second = Math.max(window.second, second);
  }

  private static int untilFree(Window window, long second, int perMinute) {
    int left = window.total;
    for (int wait = 1; wait < SECONDS; wait++) {
      left -= window.counts[slot(second + wait)];
      if (left < perMinute) {
        return wait;
      }
    }
    return SECONDS;
  }

  private static int slot(long second) {
    return (int) Math.floorMod(second, (long) SECONDS);
  }
}
