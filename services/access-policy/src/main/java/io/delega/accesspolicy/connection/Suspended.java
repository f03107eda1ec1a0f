package io.delega.accesspolicy.connection;

import io.delega.accesspolicy.enforcement.EnforcementStep;
import io.delega.accesspolicy.enforcement.InForce;
import java.util.List;

/**
 * Who keeps a connection suspended, and how that came into force.
 *
 * @param suspendedBy {@code agency}, {@code client}; empty when calls are admitted
 * @param version of {@code suspendedBy}: an answer with a lower one is older
 */
public record Suspended(List<String> suspendedBy, long version, InForce enforcement) {
  static Suspended of(Suspensions.Standing standing, EnforcementStep done) {
    return new Suspended(standing.by(), standing.version(), InForce.of(done));
  }
}
