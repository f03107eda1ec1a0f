package io.delega.accesspolicy.enforcement;

import io.delega.accesspolicy.enforcement.Enforced.Points;
import java.time.Instant;

/**
 * How a change came into force.
 *
 * @param tookMs from the change to its enforcement, in milliseconds
 */
public record InForce(Instant enforcedAt, long tookMs, Points enforcementPoints) {

  /** Of a step that is done. */
  public static InForce of(EnforcementStep step) {
    return new InForce(step.doneAt, step.tookMs, new Points(step.confirmed, step.expired));
  }
}
