package io.delega.tokenvault.access;

import io.delega.contracts.EnforcementAck;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Which incarnations are dead, from what was read of the acks topic. Times are monotonic
 * nanoseconds of when a record was read, so an old record counts as young: late, never early. Not
 * thread-safe.
 */
final class Liveness {
  private final String self;
  private final long deadAfter;
  private final long since;
  private final Map<String, Long> lastSeen = new HashMap<>();
  private final Map<String, Long> goodbyes = new HashMap<>();

  /**
   * @param self this incarnation, whose own heartbeats tell that the topic is read up to now
   * @param now when reading began; what is never seen is dead as if last seen then
   */
  Liveness(String self, Duration deadAfter, long now) {
    this.self = self;
    this.deadAfter = deadAfter.toNanos();
    this.since = now;
  }

  /** A record was read. */
  void read(EnforcementAck ack, long now) {
    if (ack instanceof EnforcementAck.Heartbeat heartbeat) {
      lastSeen.put(heartbeat.incarnation(), now);
      goodbyes.remove(heartbeat.incarnation());
    } else if (ack instanceof EnforcementAck.Goodbye goodbye) {
      goodbyes.put(goodbye.incarnation(), now);
    }
  }

  /** Whether the incarnation can write no outcome any more. */
  boolean isDead(String incarnation, long now) {
    boolean upToDate =
        lastSeen.containsKey(self) && now - lastSeen.get(self) < EnforcementAck.LEASE.toNanos();
    if (!upToDate || incarnation == null || incarnation.equals(self)) {
      return false;
    }
    return goodbyes.containsKey(incarnation)
        || now - lastSeen.getOrDefault(incarnation, since) > deadAfter;
  }

  /** Forgets those long gone; an unknown one is dead anyway. */
  void forget(long now) {
    lastSeen.values().removeIf(seen -> now - seen > 10 * deadAfter);
    goodbyes.values().removeIf(seen -> now - seen > 10 * deadAfter);
  }
}
