package io.delega.tokenvault.enforcement;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The lease by which calls are admitted. A heartbeat gives it from the moment taken before it was
 * sent, but only once the state topic is applied up to the end that was read after its ack.
 *
 * <p>Thread-safe; {@link #holds} takes no lock.
 */
final class LeaseKeeper {
  private static final int MOST_WAITING = 16;

  private final Duration length;
  private final List<Acked> waiting = new ArrayList<>(); // guarded by this
  private final Map<Integer, Long> applied = new HashMap<>(); // guarded by this
  private boolean ended; // guarded by this
  private volatile Moment start;

  private record Acked(Moment sentAfter, Map<Integer, Long> ends) {}

  /**
   * @param length L
   */
  LeaseKeeper(Duration length) {
    this.length = length;
  }

  /**
   * A heartbeat was acked.
   *
   * @param sentAfter taken before it was sent
   * @param ends the read-committed ends of all partitions, read after the ack
   */
  synchronized void acked(Moment sentAfter, Map<Integer, Long> ends) {
    if (waiting.size() == MOST_WAITING) {
      waiting.remove(0);
    }
    waiting.add(new Acked(sentAfter, Map.copyOf(ends)));
    count();
  }

  /** Everything before these positions is applied, and the calls it hits are cut. */
  synchronized void applied(Map<Integer, Long> positions) {
    positions.forEach((partition, position) -> applied.merge(partition, position, Math::max));
    count();
  }

  /** No lease any more, and none to come. */
  synchronized void end() {
    ended = true;
    start = null;
  }

  /** No lease until everything is applied anew. */
  synchronized void restart() {
    waiting.clear();
    applied.clear();
    start = null;
  }

  /** Whether calls may be admitted now. */
  boolean holds(Moment now) {
    Moment from = start;
    return from != null && from.isWithin(length, now);
  }

  private void count() {
    if (ended) {
      return;
    }
    for (Acked heartbeat : waiting) {
      if (reached(heartbeat.ends()) && (start == null || heartbeat.sentAfter().isAfter(start))) {
        start = heartbeat.sentAfter();
      }
    }
    waiting.removeIf(heartbeat -> reached(heartbeat.ends()));
  }

  private boolean reached(Map<Integer, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> applied.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }
}
