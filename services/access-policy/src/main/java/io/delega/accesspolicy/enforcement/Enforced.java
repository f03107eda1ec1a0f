package io.delega.accesspolicy.enforcement;

import java.time.Instant;

/**
 * How a revocation came into force.
 *
 * @param tookMs from the revocation to its enforcement, in milliseconds
 */
public record Enforced(
    Instant revokedAt, Instant enforcedAt, long tookMs, Points enforcementPoints) {

  /** How many enforcement points confirmed, and how many lost their lease instead. */
  public record Points(int confirmed, int expired) {}

  /** Of a step that is done. */
  public static Enforced of(EnforcementStep step) {
    return new Enforced(
        step.startedAt, step.doneAt, step.tookMs, new Points(step.confirmed, step.expired));
  }
}
