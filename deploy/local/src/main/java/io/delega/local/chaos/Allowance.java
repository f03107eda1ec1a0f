package io.delega.local.chaos;

import io.delega.contracts.EnforcementAck;
import java.time.Duration;

/**
 * What a revocation may take.
 *
 * @param bound from the question, or from when Kafka is back, to the 200
 * @param mayBePending whether it may be answered 503 before, and is repeated
 * @param mostConfirmed how many enforcement points can confirm it
 */
record Allowance(Duration bound, boolean mayBePending, int mostConfirmed) {
  private static final int VAULTS = ChaosPlatform.VAULTS.size();

  /** L and its margin: at the latest all leases that do not count the revocation are over. */
  private static final Duration LEASES = EnforcementAck.LEASE.plus(EnforcementAck.MARGIN);

  /** The longest until another access-policy relays: the relay's lease, and until one looks. */
  private static final Duration RELAY = Duration.ofMillis(6_700);

  static final Allowance ALL = new Allowance(LEASES, false, VAULTS);
  static final Allowance ONE_LESS = new Allowance(LEASES, false, VAULTS - 1);
  static final Allowance ANOTHER_RELAYS = new Allowance(LEASES.plus(RELAY), true, VAULTS);
}
