package io.delega.policy;

import io.delega.contracts.EnforcementState.Grant;
import io.delega.policy.MatchResult.Matched;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Finds the item of a batch that keeps it from being allowed. */
final class Ungranted {
  private Ungranted() {}

  /**
   * Where the first value stands that none of the grants has for this operation, for instance
   * {@code inputs[2].id}; empty where the request is no batch, or only the combination is not
   * granted.
   */
  static Optional<String> item(List<Grant> grants, Matched match) {
    for (Map.Entry<String, List<String>> origin : new TreeMap<>(match.origins()).entrySet()) {
      List<String> values = match.resources().get(origin.getKey());
      for (int i = 0; i < values.size(); i++) {
        if (!isGranted(grants, match, origin.getKey(), values.get(i))) {
          return Optional.of(origin.getValue().get(i));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isGranted(
      List<Grant> grants, Matched match, String resource, String value) {
    return grants.stream()
        .flatMap(grant -> grant.permissions().stream())
        .filter(permission -> PermissionCheck.isFor(permission, match))
        .map(permission -> permission.resources().get(resource))
        .anyMatch(granted -> granted == null || granted.contains(value));
  }
}
