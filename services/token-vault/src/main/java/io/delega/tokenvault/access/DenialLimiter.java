package io.delega.tokenvault.access;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Counts denials per caller and minute: so many are recorded one by one, the rest in a summary.
 * Thread-safe. Times are monotonic nanoseconds.
 */
final class DenialLimiter {
  static final Duration WINDOW = Duration.ofMinutes(1);

  private final int most;
  private final Map<Denied, Window> windows = new HashMap<>(); // guarded by this

  DenialLimiter(int most) {
    this.most = most;
  }

  /** Whose denials are counted; {@code assistant} may be null. */
  record Denied(String agency, String issuer, String subject) {}

  /** Denials beyond the limit in one window. */
  record Excess(Denied who, String assistant, long count) {}

  private static final class Window {
    final long from;
    String assistant;
    long count;

    Window(long from) {
      this.from = from;
    }
  }

  /** Whether one more denial is recorded by itself. */
  synchronized boolean admits(Denied who, String assistant, long now) {
    // A window that is over waits for its summary; until then it goes on counting.
    Window window = windows.computeIfAbsent(who, first -> new Window(now));
    if (now - window.from >= WINDOW.toNanos() && window.count <= most) {
      window = new Window(now);
      windows.put(who, window);
    }
    if (assistant != null) {
      window.assistant = assistant;
    }
    return ++window.count <= most;
  }

  /** Closes windows that are over; answers what was beyond the limit in them. */
  synchronized List<Excess> over(long now) {
    List<Excess> excess = new ArrayList<>();
    for (Iterator<Map.Entry<Denied, Window>> all = windows.entrySet().iterator(); all.hasNext(); ) {
      Map.Entry<Denied, Window> each = all.next();
      if (now - each.getValue().from >= WINDOW.toNanos()) {
        all.remove();
        addExcess(each.getKey(), each.getValue(), excess);
      }
    }
    return excess;
  }

  /** Closes all windows, over or not. */
  synchronized List<Excess> all() {
    List<Excess> excess = new ArrayList<>();
    windows.forEach((who, window) -> addExcess(who, window, excess));
    windows.clear();
    return excess;
  }

  private void addExcess(Denied who, Window window, List<Excess> excess) {
    if (window.count > most) {
      excess.add(new Excess(who, window.assistant, window.count - most));
    }
  }
}
