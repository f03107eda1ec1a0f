package io.delega.accesspolicy.enforcement;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/**
 * How a revocation came into force; what is still to come is null.
 *
 * @param tookMs from the revocation to its enforcement, in milliseconds
 * @param receipt where it stands in the ledger
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Enforced(
    Instant revokedAt, Instant enforcedAt, Long tookMs, Points enforcementPoints, Receipt receipt) {

  /** How many enforcement points confirmed, and how many lost their lease instead. */
  public record Points(int confirmed, int expired) {}

  /**
   * Ids of the ledger's events.
   *
   * @param revoked of the grant's revocation; null of a whole connection's
   * @param blocked of its enforcement by every enforcement point
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Receipt(String revoked, String blocked) {}

  /** Of a connection's step. */
  public static Enforced of(EnforcementStep step) {
    return of(step, null);
  }

  /** Of a step, and the event that told of the revocation. */
  public static Enforced of(EnforcementStep step, String revoked) {
    boolean done = step.doneAt != null;
    return new Enforced(
        step.startedAt,
        step.doneAt,
        done ? step.tookMs : null,
        done ? new Points(step.confirmed, step.expired) : null,
        new Receipt(revoked, step.event));
  }
}
