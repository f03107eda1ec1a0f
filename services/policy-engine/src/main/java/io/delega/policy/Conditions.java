package io.delega.policy;

import io.delega.contracts.EnforcementState.Grant;
import io.delega.contracts.Limits;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The limits of one grant that hold or not by the circumstances of a request. */
final class Conditions {
  private final Limits limits;
  private final List<Optional<Network>> networks;

  private Conditions(Grant grant) {
    this.limits = grant.limits();
    this.networks =
        limits.networks() == null ? null : limits.networks().stream().map(Network::parse).toList();
  }

  static Conditions of(Grant grant) {
    return new Conditions(grant);
  }

  /** Whether nothing of it depends on circumstances. */
  boolean none() {
    return limits.expiresAt() == null && limits.hours() == null && networks == null;
  }

  /** Whether all of them hold. */
  boolean hold(Circumstances circumstances) {
    return !ended(circumstances.now())
        && within(circumstances)
        && OpeningHours.open(limits.hours(), circumstances.now());
  }

  boolean ended(Instant now) {
    return limits.expiresAt() != null && !now.isBefore(limits.expiresAt());
  }

  /** Whether the request comes from one of the networks; what cannot be read admits nobody. */
  boolean within(Circumstances circumstances) {
    return networks == null
        || (circumstances.from() != null
            && networks.stream()
                .flatMap(Optional::stream)
                .anyMatch(network -> network.contains(circumstances.from())));
  }
}
