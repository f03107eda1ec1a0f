package io.delega.policy;

import io.delega.catalogue.ProviderDefinition.Access;
import io.delega.contracts.EnforcementState.Grant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds the words for a denial: the nearest grant and what kept it from allowing. */
final class Denial {
  private final List<Grant> own;
  private final MatchResult.Matched match;
  private final Circumstances circumstances;
  private final RequestMatcher matcher;

  Denial(
      List<Grant> own,
      MatchResult.Matched match,
      Circumstances circumstances,
      RequestMatcher matcher) {
    this.own = own;
    this.match = match;
    this.circumstances = circumstances;
    this.matcher = matcher;
  }

  Decision.Denied because(String code, String detail) {
    return denied(code, detail, null);
  }

  Decision.Denied ofConnection(String connectionState) {
    return "revoked".equals(connectionState)
        ? denied("revoked", "This connection was revoked.", covering(grant -> true).orElse(null))
        : because("connection_suspended", "This connection is suspended.");
  }

  /** No policy permitted the request. */
  Decision.Denied explained() {
    Optional<Grant> active = covering(grant -> "active".equals(grant.state()));
    if (active.isPresent()) {
      return matcher.isAsAgreed(match.operation(), active.get())
          ? ofLimits(active.get())
          : denied(
              "operation_changed",
              match.operation() + " was changed since the client agreed to it.",
              active.get());
    }
    Optional<Grant> past = covering(grant -> true);
    if (past.isPresent()) {
      return ofPast(past.get());
    }
    Optional<Grant> otherResources =
        own.stream()
            .filter(grant -> "active".equals(grant.state()))
            .filter(this::hasOperation)
            .findFirst();
    return otherResources
        .map(
            grant ->
                denied(
                    "resource_not_granted",
                    match.operation() + " is granted, but not on " + notGranted() + ".",
                    grant))
        .orElseGet(() -> because("no_grant", "No grant allows " + match.operation() + "."));
  }

  private Decision.Denied ofLimits(Grant grant) {
    Conditions conditions = Conditions.of(grant);
    if (conditions.ended(circumstances.now())) {
      return denied(
          "grant_expired", "The grant ended at " + grant.limits().expiresAt() + ".", grant);
    }
    if (grant.limits().readOnly() != null && match.access() != Access.READ) {
      return denied(
          "read_only",
          "The grant is for reading only, and " + match.operation() + " is not.",
          grant);
    }
    return conditions.within(circumstances)
        ? denied("outside_hours", "The grant does not hold at this hour.", grant)
        : denied("outside_network", "The grant does not hold for calls from there.", grant);
  }

  private String notGranted() {
    List<Grant> active = own.stream().filter(grant -> "active".equals(grant.state())).toList();
    return Ungranted.item(active, match).orElse("what this request names");
  }

  private Decision.Denied ofPast(Grant grant) {
    return switch (grant.state()) {
      case "expired" -> denied("grant_expired", "The grant has expired.", grant);
      case "suspended" -> denied("grant_suspended", "The grant is suspended.", grant);
      default -> denied("revoked", "The grant was revoked.", grant);
    };
  }

  private Optional<Grant> covering(Predicate<Grant> which) {
    return own.stream()
        .filter(which)
        .filter(
            grant ->
                grant.permissions().stream()
                    .anyMatch(permission -> PermissionCheck.allows(permission, match)))
        .findFirst();
  }

  private boolean hasOperation(Grant grant) {
    return grant.permissions().stream()
        .anyMatch(
            permission ->
                PermissionCheck.isFor(permission, match) || AccessClass.misses(permission, match));
  }

  private Decision.Denied denied(String code, String detail, Grant grant) {
    return new Decision.Denied(
        code,
        detail,
        own.isEmpty() ? null : own.get(0).assistant().id(),
        grant == null ? null : grant.id(),
        match.operation());
  }
}
