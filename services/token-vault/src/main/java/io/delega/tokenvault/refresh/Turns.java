package io.delega.tokenvault.refresh;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Whose turn it is to ask one provider for tokens: so many at a time, first come first served,
 * callers before the background, nobody while the provider is left alone. Not thread-safe.
 *
 * @param <W> who waits
 */
final class Turns<W> {
  /** How much a refresh matters. */
  enum Urgency {
    /** Without it a call fails: waits, before the background. */
    CALLER,
    /** The old token serves: takes a turn that nobody waits for, or none. */
    EARLY,
    /** Waits until no caller does. */
    BACKGROUND
  }

  private final int limit;
  private final Deque<W> callers = new ArrayDeque<>();
  private final Deque<W> background = new ArrayDeque<>();
  private int taken;
  private Instant pausedUntil = Instant.MIN;

  Turns(int limit) {
    this.limit = limit;
  }

  /** Takes a turn at once where one is free and nobody of the same or more urgency waits. */
  boolean take(Urgency urgency, Instant now) {
    boolean first = callers.isEmpty() && (urgency == Urgency.CALLER || background.isEmpty());
    if (!free(now) || !first) {
      return false;
    }
    taken++;
    return true;
  }

  /** Queues; {@link #next} gives the turn. */
  void await(W waiter, Urgency urgency) {
    (urgency == Urgency.CALLER ? callers : background).add(waiter);
  }

  /** Whether it was still waiting, and waits no more. */
  boolean leave(W waiter) {
    return callers.remove(waiter) || background.remove(waiter);
  }

  /** A turn has ended. */
  void end() {
    taken--;
  }

  /** Gives a free turn to the next who waits. */
  Optional<W> next(Instant now) {
    if (!free(now)) {
      return Optional.empty();
    }
    W waiter = callers.isEmpty() ? background.poll() : callers.poll();
    if (waiter != null) {
      taken++;
    }
    return Optional.ofNullable(waiter);
  }

  /** Leaves the provider alone until then; never for shorter than already agreed. */
  void pause(Instant until) {
    pausedUntil = until.isAfter(pausedUntil) ? until : pausedUntil;
  }

  /** Until when nobody gets a turn; in the past when the provider is not left alone. */
  Instant pausedUntil() {
    return pausedUntil;
  }

  /** Turns that are taken now. */
  int taken() {
    return taken;
  }

  private boolean free(Instant now) {
    return taken < limit && !now.isBefore(pausedUntil);
  }
}
