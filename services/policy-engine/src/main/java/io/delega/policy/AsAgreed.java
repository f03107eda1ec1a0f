package io.delega.policy;

import io.delega.contracts.EnforcementState.Connection;
import io.delega.contracts.EnforcementState.Grant;
import io.delega.contracts.Permission;
import java.util.List;
import java.util.Optional;

/**
 * What of a state still means what the client agreed to: an operation of an agency's own provider
 * that became something else later is left out of earlier grants.
 */
final class AsAgreed {
  private AsAgreed() {}

  static Connection of(Connection state, RequestMatcher matcher) {
    return new Connection(
        state.connection(),
        state.agency(),
        state.client(),
        state.provider(),
        state.version(),
        state.state(),
        state.grants().stream().map(grant -> of(grant, matcher)).toList(),
        state.guardrails());
  }

  private static Grant of(Grant grant, RequestMatcher matcher) {
    List<Permission> permissions =
        grant.permissions().stream()
            .map(permission -> of(permission, grant, matcher))
            .flatMap(Optional::stream)
            .toList();
    return new Grant(
        grant.id(),
        grant.state(),
        grant.assistant(),
        permissions,
        grant.limits(),
        grant.approval(),
        grant.revokedAt(),
        grant.counters(),
        grant.definition());
  }

  private static Optional<Permission> of(
      Permission permission, Grant grant, RequestMatcher matcher) {
    List<String> same =
        permission.names().stream().filter(name -> matcher.isAsAgreed(name, grant)).toList();
    if (same.size() == permission.names().size()) {
      return Optional.of(permission);
    }
    return same.isEmpty() ? Optional.empty() : Optional.of(permission.standingFor(same));
  }
}
