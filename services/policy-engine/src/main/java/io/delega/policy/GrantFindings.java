package io.delega.policy;

import io.delega.catalogue.ProviderDefinition.Access;
import io.delega.contracts.EnforcementState.Grant;
import io.delega.contracts.Permission;
import io.delega.policy.GrantFinding.By;
import io.delega.policy.GrantFinding.Kept;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Says of each grant of an assistant whether it allows a request, or the first thing that keeps it.
 * It explains and never decides: what the decision names is taken from the decision.
 */
final class GrantFindings {
  /** Denials that may name a grant without being its own doing. */
  private static final Set<String> NOT_OF_A_GRANT = Set.of("limit_exceeded", "revoked");

  private final MatchResult.Matched match;
  private final Decision decision;
  private final Circumstances circumstances;
  private final RequestMatcher matcher;

  GrantFindings(
      MatchResult.Matched match,
      Decision decision,
      Circumstances circumstances,
      RequestMatcher matcher) {
    this.match = match;
    this.decision = decision;
    this.circumstances = circumstances;
    this.matcher = matcher;
  }

  /** The nearest first. */
  List<GrantFinding> of(List<Grant> grants) {
    return grants.stream()
        .map(this::finding)
        .sorted(
            Comparator.comparingInt(
                    (GrantFinding each) ->
                        each.matches() ? By.values().length : each.kept().by().ordinal())
                .reversed())
        .toList();
  }

  private GrantFinding finding(Grant grant) {
    Kept kept = allowedBy(grant) ? null : kept(grant);
    return new GrantFinding(grant.id(), grant.state(), kept == null, kept, grant.limits());
  }

  private boolean allowedBy(Grant grant) {
    return decision instanceof Decision.Allowed allowed
        && allowed.by().stream().anyMatch(each -> each.grantId().equals(grant.id()));
  }

  private Kept kept(Grant grant) {
    if (grant.permissions().stream().noneMatch(each -> PermissionCheck.allows(each, match))) {
      return grant.permissions().stream()
          .filter(each -> PermissionCheck.isFor(each, match) || AccessClass.misses(each, match))
          .findFirst()
          .map(this::resource)
          .orElseGet(() -> Kept.by(By.OPERATION));
    }
    return ended(grant);
  }

  private Kept resource(Permission permission) {
    return permission.resources().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .filter(
            limit -> {
              List<String> named = match.resources().get(limit.getKey());
              return named == null || !limit.getValue().containsAll(named);
            })
        .findFirst()
        .map(
            limit ->
                Kept.resource(
                    limit.getKey(), limit.getValue(), match.resources().get(limit.getKey())))
        .orElseGet(() -> Kept.by(By.RESOURCE));
  }

  private Kept ended(Grant grant) {
    Instant end = grant.limits().expiresAt();
    return switch (grant.state()) {
      case "active" ->
          Conditions.of(grant).ended(circumstances.now())
              ? Kept.ended(By.EXPIRED, end)
              : limited(grant);
      case "expired" -> Kept.ended(By.EXPIRED, grant.revokedAt() == null ? end : grant.revokedAt());
      case "suspended" -> Kept.by(By.SUSPENDED);
      default -> Kept.ended(By.REVOKED, grant.revokedAt());
    };
  }

  private Kept limited(Grant grant) {
    if (!matcher.isAsAgreed(match.operation(), grant)) {
      return Kept.by(By.CHANGED);
    }
    if (grant.limits().readOnly() != null && match.access() != Access.READ) {
      return Kept.by(By.READ_ONLY);
    }
    if (!Conditions.of(grant).within(circumstances)) {
      return Kept.by(By.NETWORK);
    }
    Instant now = circumstances.now();
    if (!OpeningHours.open(grant.limits().hours(), now)) {
      return Kept.closed(NextOpening.after(grant.limits().hours(), now).orElse(null));
    }
    return decision instanceof Decision.Denied denied
            && grant.id().equals(denied.grantId())
            && !NOT_OF_A_GRANT.contains(denied.code())
        ? Kept.other(denied.code())
        : null;
  }
}
