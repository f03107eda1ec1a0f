package io.delega.accesspolicy.grant;

import io.delega.api.ProblemException;
import io.delega.contracts.Limits;
import io.delega.contracts.Permission;
import io.delega.policy.PermissionCheck;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Whether what an agency grants lies within what the client agreed to. */
final class ConsentCheck {
  private ConsentCheck() {}

  /** What the client agreed to for the assistant, once. */
  record Given(List<Permission> permissions, Limits limits) {}

  /**
   * The limits of a grant of {@code asked} under the consents: those wanted, and the consents' own
   * where none is wanted. Empty when permissions or limits go beyond the consents.
   */
  static Optional<Limits> within(List<Given> consents, List<Permission> asked, Limits wanted) {
    Limits limits = wanted;
    for (Permission permission : asked) {
      Limits sofar = limits;
      Optional<Limits> narrowed =
          consents.stream()
              .filter(given -> PermissionCheck.covers(given.permissions(), List.of(permission)))
              .map(given -> narrowed(given.limits(), sofar))
              .flatMap(Optional::stream)
              .findFirst();
      if (narrowed.isEmpty()) {
        return Optional.empty();
      }
      limits = narrowed.get();
    }
    return Optional.of(limits);
  }

  /** The refusal of what goes beyond the consents. */
  static ProblemException beyond() {
    return new ProblemException(
        403,
        "consent_required",
        "The client has not agreed to this for this assistant; ask it with POST"
            + " /v1/access-requests, which it accepts or declines on its own page.");
  }

  private static Optional<Limits> narrowed(Limits given, Limits wanted) {
    Instant until = wanted.expiresAt() == null ? given.expiresAt() : wanted.expiresAt();
    Integer perMinute =
        wanted.requestsPerMinute() == null ? given.requestsPerMinute() : wanted.requestsPerMinute();
    Limits.Hours hours = wanted.hours() == null ? given.hours() : wanted.hours();
    boolean within =
        (given.expiresAt() == null || !until.isAfter(given.expiresAt()))
            && (given.requestsPerMinute() == null || perMinute <= given.requestsPerMinute())
            && (given.hours() == null || Objects.equals(hours, given.hours()));
    return within ? Optional.of(new Limits(until, perMinute, hours)) : Optional.empty();
  }
}
