package io.delega.policy;

import io.delega.catalogue.ProviderDefinition;
import io.delega.catalogue.ProviderDefinition.Operation;
import io.delega.contracts.Limits;
import io.delega.contracts.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks of permissions and limits before anybody relies on them. */
public final class PermissionCheck {
  private static final int MOST_NETWORKS = 50;

  private PermissionCheck() {}

  /** What is wrong with a permission for this provider; empty when nothing is. */
  public static List<String> problems(Permission permission, ProviderDefinition definition) {
    if (permission.access() != null) {
      return AccessClass.problems(permission, definition);
    }
    if (permission.operation() == null || permission.operation().isBlank()) {
      return List.of("name an operation, or with access a class of them: read, write or delete");
    }
    if (!permission.operations().isEmpty()) {
      return List.of("operations goes with access only; name one operation, or a class");
    }
    Optional<Operation> operation = definition.operation(permission.operation());
    if (operation.isEmpty()) {
      return List.of(definition.id() + " has no operation " + permission.operation());
    }
    List<String> problems = new ArrayList<>();
    for (String resource : permission.resources().keySet()) {
      if (!operation.get().resources().containsKey(resource)) {
        problems.add(
            permission.operation()
                + " has no resource "
                + resource
                + "; it has "
                + operation.get().resources().keySet());
      }
    }
    problems.addAll(valueProblems(permission));
    return problems;
  }

  static List<String> valueProblems(Permission permission) {
    return permission.resources().entrySet().stream()
        .filter(
            resource ->
                resource.getValue().isEmpty()
                    || resource.getValue().stream()
                        .anyMatch(value -> value == null || value.isBlank()))
        .map(resource -> "resource " + resource.getKey() + " needs at least one value, none empty")
        .toList();
  }

  /** What is wrong with limits; empty when nothing is. */
  public static List<String> problems(Limits limits) {
    List<String> problems = new ArrayList<>();
    requireOne("requestsPerMinute", limits.requestsPerMinute(), problems);
    requireOne("requestsPerDay", limits.requestsPerDay(), problems);
    requireOne("requestsTotal", limits.requestsTotal(), problems);
    if (limits.networks() != null) {
      problems.addAll(networkProblems(limits.networks()));
    }
    if (limits.hours() != null) {
      String wrong = OpeningHours.problem(limits.hours());
      if (wrong != null) {
        problems.add(wrong);
      }
    }
    return problems;
  }

  private static void requireOne(String name, Integer number, List<String> problems) {
    if (number != null && number < 1) {
      problems.add(name + " is 1 or more");
    }
  }

  private static List<String> networkProblems(List<String> networks) {
    if (networks.isEmpty() || networks.size() > MOST_NETWORKS) {
      return List.of("networks are 1 to " + MOST_NETWORKS + "; leave them out for no limit");
    }
    return networks.stream()
        .filter(network -> Network.parse(network).isEmpty())
        .map(
            network ->
                "network "
                    + network
                    + " is no address or network such as 203.0.113.7, 203.0.113.0/24 or"
                    + " 2001:db8::/32")
        .toList();
  }

  /**
   * Whether everything asked lies within what was consented to: a class only where each of its
   * operations does. Of a consent that is not of today take {@link AccessClass#held} first.
   */
  public static boolean covers(List<Permission> consented, List<Permission> asked) {
    return asked.stream()
        .allMatch(
            wanted ->
                !wanted.names().isEmpty()
                    && wanted.names().stream()
                        .allMatch(
                            name ->
                                consented.stream().anyMatch(given -> covers(given, name, wanted))));
  }

  private static boolean covers(Permission given, String name, Permission wanted) {
    boolean otherClass =
        given.access() != null
            && wanted.access() != null
            && !given.access().equals(wanted.access());
    return !otherClass && given.names().contains(name) && within(given, wanted.resources());
  }

  /** Whether a permission allows an operation on these resources. */
  static boolean allows(Permission permission, MatchResult.Matched match) {
    return isFor(permission, match) && within(permission, match.resources());
  }

  /** Whether a permission allows an operation on some resources at least. */
  static boolean isFor(Permission permission, MatchResult.Matched match) {
    return permission.names().contains(match.operation())
        && (permission.access() == null || permission.access().equals(match.access().word()));
  }

  private static boolean within(Permission permission, Map<String, List<String>> named) {
    return permission.resources().entrySet().stream()
        .allMatch(
            limit -> {
              List<String> values = named.get(limit.getKey());
              return values != null && limit.getValue().containsAll(values);
            });
  }
}
