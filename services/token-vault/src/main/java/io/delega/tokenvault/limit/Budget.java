package io.delega.tokenvault.limit;

import io.delega.contracts.Counter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * What this replica has taken under one counter and not used yet. Times are monotonic nanoseconds.
 * Not thread-safe.
 */
final class Budget {
  private static final long MILLI = 1_000_000L;
  private static final long REMEMBER = 1_000 * MILLI;

  private final Map<Period, Deque<Portion>> held = new EnumMap<>(Period.class);
  private final List<Unused> unused = new ArrayList<>();
  private final Counter counter;
  private Over refusal;
  private int refused;
  private long refusedUntil;
  private long usedAt;

  private static final class Portion {
    final long slice;
    final long until;
    int left;

    Portion(long slice, int left, long until) {
      this.slice = slice;
      this.left = left;
      this.until = until;
    }
  }

  /** What is to be given back. */
  record Unused(Period period, long slice, int number) {}

  Budget(Counter counter) {
    this.counter = counter;
  }

  private void drop(Period period, Deque<Portion> portions) {
    portions.forEach(each -> unused.add(new Unused(period, each.slice, each.left)));
  }

  /** How many more are needed for these requests. */
  int lacking(Period period, int requests, long now) {
    if (period.most(counter) == null) {
      return 0;
    }
    usedAt = now;
    expire(period, now);
    int left = portions(period).stream().mapToInt(each -> each.left).sum();
    return Math.max(0, requests - left);
  }

  boolean lacksNothing(int requests, long now) {
    for (Period period : Period.values()) {
      if (lacking(period, requests, now) > 0) {
        return false;
      }
    }
    return true;
  }

  /** Uses them, of every period; they must be there. */
  void use(int requests) {
    for (Period period : Period.values()) {
      int rest = period.most(counter) == null ? 0 : requests;
      for (Iterator<Portion> each = portions(period).iterator(); rest > 0 && each.hasNext(); ) {
        Portion portion = each.next();
        int some = Math.min(rest, portion.left);
        portion.left -= some;
        rest -= some;
        if (portion.left == 0) {
          each.remove();
        }
      }
    }
  }

  /**
   * Adds what was taken.
   *
   * @param asked before it was asked for: from then on it may be held
   */
  void add(Period period, long slice, int number, long asked) {
    portions(period).add(new Portion(slice, number, asked + period.hold() * MILLI));
  }

  /** Remembers for a moment that there were not so many. */
  void refuse(Over over, int requests, long now) {
    refusal = over;
    refused = requests;
    refusedUntil = now + Math.min(REMEMBER, over.retryAfter() * 1_000 * MILLI);
  }

  /** The refusal that still stands for so many; null when none does. */
  Over refusal(int requests, long now) {
    return refusal != null && requests >= refused && now - refusedUntil < 0 ? refusal : null;
  }

  /** Everything that is to be given back, and nothing of it twice. */
  List<Unused> takeUnused(long now) {
    for (Period period : Period.values()) {
      expire(period, now);
    }
    List<Unused> all = List.copyOf(unused);
    unused.clear();
    return all;
  }

  /** Gives up everything. */
  void dropAll() {
    held.forEach(this::drop);
    held.clear();
  }

  boolean isIdle(long now) {
    return now - usedAt > 60_000 * MILLI
        && unused.isEmpty()
        && held.values().stream().allMatch(Deque::isEmpty);
  }

  private void expire(Period period, long now) {
    Deque<Portion> portions = portions(period);
    while (!portions.isEmpty() && now - portions.peek().until >= 0) {
      Portion late = portions.remove();
      unused.add(new Unused(period, late.slice, late.left));
    }
  }

  private Deque<Portion> portions(Period period) {
    return held.computeIfAbsent(period, first -> new ArrayDeque<>());
  }
}
