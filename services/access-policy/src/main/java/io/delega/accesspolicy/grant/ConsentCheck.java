package io.delega.accesspolicy.grant;

import io.delega.api.ProblemException;
import io.delega.contracts.Counter;
import io.delega.contracts.Limits;
import io.delega.contracts.Permission;
import io.delega.policy.Network;
import io.delega.policy.PermissionCheck;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether what an agency grants lies within what the client agreed to. */
final class ConsentCheck {
  private ConsentCheck() {}

  /**
   * What the client agreed to for the assistant, once, under what its requests count, and by which
   * version of the agency's own provider; null for the platform's.
   */
  record Given(
      List<Permission> permissions, Limits limits, List<Counter> counters, Long definition) {}

  /**
   * The limits of a grant, the consents' counters under which its requests count too, and the
   * oldest definition by which they were given.
   */
  record Within(Limits limits, List<Counter> counters, Long definition) {}

  /**
   * The limits of a grant of {@code asked} under the consents: those wanted, and the consents' own
   * where none is wanted. Empty when permissions or limits go beyond the consents.
   */
  static Optional<Within> within(List<Given> consents, List<Permission> asked, Limits wanted) {
    Limits limits = wanted;
    Set<Counter> counters = new LinkedHashSet<>();
    Long definition = null;
    for (Permission permission : asked) {
      Limits sofar = limits;
      Optional<Within> narrowed =
          consents.stream()
              .filter(given -> PermissionCheck.covers(given.permissions(), List.of(permission)))
              .flatMap(
                  given ->
                      narrowed(given.limits(), sofar)
                          .map(
                              narrower ->
                                  new Within(narrower, given.counters(), given.definition()))
                          .stream())
              .findFirst();
      if (narrowed.isEmpty()) {
        return Optional.empty();
      }
      limits = narrowed.get().limits();
      counters.addAll(narrowed.get().counters());
      definition = older(definition, narrowed.get().definition());
    }
    return Optional.of(new Within(limits, List.copyOf(counters), definition));
  }

  private static Long older(Long one, Long other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return Long.valueOf(Math.min(one, other));
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
    Limits limits =
        new Limits(
            or(wanted.expiresAt(), given.expiresAt()),
            or(wanted.requestsPerMinute(), given.requestsPerMinute()),
            or(wanted.hours(), given.hours()),
            or(wanted.requestsPerDay(), given.requestsPerDay()),
            or(wanted.requestsTotal(), given.requestsTotal()),
            or(wanted.networks(), given.networks()),
            or(wanted.readOnly(), given.readOnly()));
    boolean within =
        (given.expiresAt() == null || !limits.expiresAt().isAfter(given.expiresAt()))
            && atMost(limits.requestsPerMinute(), given.requestsPerMinute())
            && atMost(limits.requestsPerDay(), given.requestsPerDay())
            && atMost(limits.requestsTotal(), given.requestsTotal())
            && (given.hours() == null || limits.hours().equals(given.hours()))
            && (given.networks() == null || inside(given.networks(), limits.networks()));
    return within ? Optional.of(limits) : Optional.empty();
  }

  private static <T> T or(T wanted, T given) {
    return wanted == null ? given : wanted;
  }

  private static boolean atMost(Integer wanted, Integer given) {
    return given == null || wanted <= given;
  }

  private static boolean inside(List<String> given, List<String> wanted) {
    List<Network> outer = networks(given);
    return networks(wanted).stream()
        .allMatch(inner -> outer.stream().anyMatch(network -> network.contains(inner)));
  }

  private static List<Network> networks(List<String> texts) {
    return texts.stream().map(text -> Network.parse(text).orElseThrow()).toList();
  }
}
