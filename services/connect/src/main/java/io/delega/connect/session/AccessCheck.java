package io.delega.connect.session;

import io.delega.api.ProblemException;
import io.delega.catalogue.ProviderDefinition;
import io.delega.contracts.Limits;
import io.delega.contracts.Permission;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;

/** Whether what a session asks for exists at the provider and makes sense. */
final class AccessCheck {
  private static final Set<String> DAYS = Set.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

  private AccessCheck() {}

  /**
   * @param at the field's place in the body
   * @throws ProblemException 400 {@code invalid_field}
   */
  static void permissions(String at, List<Permission> permissions, ProviderDefinition provider) {
    for (int i = 0; i < permissions.size(); i++) {
      String place = at + "[" + i + "]";
      List<String> problems = problems(permissions.get(i), provider);
      if (!problems.isEmpty()) {
        throw ProblemException.invalid(place, String.join(" ", problems));
      }
    }
  }

  private static List<String> problems(Permission permission, ProviderDefinition provider) {
    var operation =
        permission.operation() == null
            ? java.util.Optional.<ProviderDefinition.Operation>empty()
            : provider.operation(permission.operation());
    if (operation.isEmpty()) {
      return List.of(provider.name() + " has no operation " + permission.operation() + ".");
    }
    return permission.resources().entrySet().stream()
        .flatMap(
            named -> {
              if (!operation.get().resources().containsKey(named.getKey())) {
                return java.util.stream.Stream.of(
                    permission.operation() + " has no resource " + named.getKey() + ".");
              }
              boolean empty =
                  named.getValue() == null
                      || named.getValue().isEmpty()
                      || named.getValue().stream().anyMatch(v -> v == null || v.isBlank());
              return empty
                  ? java.util.stream.Stream.of("Name at least one " + named.getKey() + ".")
                  : java.util.stream.Stream.empty();
            })
        .toList();
  }

  /**
   * @throws ProblemException 400 {@code invalid_field}
   */
  static void limits(String at, Limits limits, Instant now) {
    if (limits == null) {
      return;
    }
    if (limits.expiresAt() != null && !limits.expiresAt().isAfter(now)) {
      throw ProblemException.invalid(at + ".expiresAt", "must be in the future.");
    }
    if (limits.requestsPerMinute() != null && limits.requestsPerMinute() < 1) {
      throw ProblemException.invalid(at + ".requestsPerMinute", "must be 1 or more.");
    }
    if (limits.hours() != null) {
      hours(at + ".hours", limits.hours());
    }
  }

  private static void hours(String at, Limits.Hours hours) {
    try {
      ZoneId.of(String.valueOf(hours.zone()));
    } catch (DateTimeException e) {
      throw ProblemException.invalid(at + ".zone", "an IANA time zone such as Europe/Rome.");
    }
    if (hours.days() != null && !DAYS.containsAll(hours.days())) {
      throw ProblemException.invalid(at + ".days", "days are mon, tue, wed, thu, fri, sat, sun.");
    }
    time(at + ".from", hours.from());
    time(at + ".to", hours.to());
  }

  private static void time(String at, String time) {
    try {
      LocalTime.parse(String.valueOf(time));
    } catch (DateTimeException e) {
      throw ProblemException.invalid(at, "a time such as 08:00.");
    }
  }
}
