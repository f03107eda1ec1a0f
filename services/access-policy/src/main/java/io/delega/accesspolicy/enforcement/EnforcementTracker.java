package io.delega.accesspolicy.enforcement;

import io.delega.contracts.EnforcementAck;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Judges whether a state record is in force at every enforcement point, from what was read so far.
 *
 * <p>Times are of one monotonic clock, in nanoseconds, taken when a record was read. Not
 * thread-safe: {@link EnforcementWatch} owns it and its lock.
 */
final class EnforcementTracker {
  private final long deadline;
  private final Map<String, Visible> visible = new HashMap<>();
  private final Map<String, Incarnation> incarnations = new HashMap<>();
  private final Map<Integer, Long> consumed = new HashMap<>();

  /**
   * @param deadline L plus margin: what has not sent a heartbeat for so long has no lease
   */
  EnforcementTracker(Duration deadline) {
    this.deadline = deadline.toNanos();
  }

  /** How many enforcement points confirmed, and how many lost their lease instead. */
  record Verdict(int confirmed, int expired) {}

  /**
   * A state record that a read-committed consumer has delivered.
   *
   * @param position the position after it
   */
  record Visible(long version, int partition, long position, long seenAt) {}

  private static final class Incarnation {
    final Map<Integer, Long> firstOffsets = new HashMap<>();
    final Map<Integer, Long> applied = new HashMap<>();
    long lastHeartbeat;
    boolean goodbye;

    Incarnation(long now) {
      // One that has not sent a heartbeat yet is waited for as if it just had.
      lastHeartbeat = now;
    }
  }

  /** A state record was read, at this offset. Of one key only the highest version counts. */
  void state(String key, long version, int partition, long offset, long now) {
    Visible known = visible.get(key);
    if (known == null || version > known.version()) {
      visible.put(key, new Visible(version, partition, offset + 1, now));
    }
  }

  /** Where the key's state of at least this version stands, once it is visible. */
  Optional<Visible> visible(String key, long version) {
    return Optional.ofNullable(visible.get(key)).filter(seen -> seen.version() >= version);
  }

  /** An acks record was read. */
  void ack(int partition, long offset, EnforcementAck ack, long now) {
    if (ack instanceof EnforcementAck.Heartbeat heartbeat) {
      Incarnation one = seen(heartbeat.incarnation(), partition, offset, now);
      one.lastHeartbeat = now;
      one.goodbye = false;
    } else if (ack instanceof EnforcementAck.Applied applied) {
      Incarnation one = seen(applied.incarnation(), partition, offset, now);
      applied.positions().forEach((p, position) -> one.applied.merge(p, position, Math::max));
    } else if (ack instanceof EnforcementAck.Goodbye goodbye) {
      seen(goodbye.incarnation(), partition, offset, now).goodbye = true;
    }
  }

  private Incarnation seen(String id, int partition, long offset, long now) {
    Incarnation one = incarnations.computeIfAbsent(id, unknown -> new Incarnation(now));
    one.firstOffsets.putIfAbsent(partition, offset);
    return one;
  }

  /** Every acks record of the partition before this position has been given to {@link #ack}. */
  void consumed(int partition, long position) {
    consumed.merge(partition, position, Math::max);
  }

  /**
   * Whether the state is in force everywhere.
   *
   * @param state what must be applied
   * @param barriers per partition of the acks topic the offset of a barrier that was appended after
   *     the state was visible; null while there is none
   */
  Optional<Verdict> judge(Visible state, Map<Integer, Long> barriers, long now) {
    boolean allLeasesRunOut = now - state.seenAt() > deadline;
    if (allLeasesRunOut) {
      return Optional.of(count(state, barriers));
    }
    if (barriers == null || !consumedUpTo(barriers)) {
      return Optional.empty();
    }
    boolean settled =
        incarnations.values().stream()
            .filter(one -> before(one, barriers))
            .allMatch(
                one -> one.goodbye || now - one.lastHeartbeat > deadline || applied(one, state));
    return settled ? Optional.of(count(state, barriers)) : Optional.empty();
  }

  private boolean consumedUpTo(Map<Integer, Long> barriers) {
    return barriers.entrySet().stream()
        .allMatch(end -> consumed.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  private static boolean before(Incarnation one, Map<Integer, Long> barriers) {
    return one.firstOffsets.entrySet().stream()
        .anyMatch(
            first -> first.getValue() < barriers.getOrDefault(first.getKey(), Long.MAX_VALUE));
  }

  private static boolean applied(Incarnation one, Visible state) {
    return one.applied.getOrDefault(state.partition(), 0L) >= state.position();
  }

  /** Those long dead when the state became visible are of no interest, and those who left. */
  private Verdict count(Visible state, Map<Integer, Long> barriers) {
    int confirmed = 0;
    int expired = 0;
    for (Incarnation one : incarnations.values()) {
      boolean asked = barriers == null || before(one, barriers);
      boolean alive = !one.goodbye && state.seenAt() - one.lastHeartbeat <= deadline;
      if (asked && alive && applied(one, state)) {
        confirmed++;
      } else if (asked && alive) {
        expired++;
      }
    }
    return new Verdict(confirmed, expired);
  }

  /** Forgets those that left or fell silent longer than this ago; they come back by a record. */
  void forget(Duration silent, long now) {
    incarnations.values().removeIf(one -> now - one.lastHeartbeat > silent.toNanos());
  }
}
