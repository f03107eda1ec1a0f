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
    if (permission.operation() == null || permission.operation().isBlank()) {
      return List.of("operation is missing");
    }
    Optional<Operation> operation = definition.operation(permission.operation());
    if (operation.isEmpty()) {
      return List.of(definition.id() + " has no operation " + permission.operation());
    }
    List<String> problems = new ArrayList<>();
    for (Map.Entry<String, List<String>> resource : permission.resources().entrySet()) {
      if (!operation.get().resources().containsKey(resource.getKey())) {
        problems.add(
            permission.operation()
                + " has no resource "
                + resource.getKey()
                + "; it has "
                + operation.get().resources().keySet());
      }
      if (resource.getValue().isEmpty()
          || resource.getValue().stream().anyMatch(value -> value == null || value.isBlank())) {
        problems.add("resource " + resource.getKey() + " needs at least one value, none empty");
      }
    }
    return problems;
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

  /** Whether everything asked lies within what was consented to. */
  public static boolean covers(List<Permission> consented, List<Permission> asked) {
    return asked.stream()
        .allMatch(wanted -> consented.stream().anyMatch(given -> covers(given, wanted)));
  }

  private static boolean covers(Permission given, Permission wanted) {
    return given.operation().equals(wanted.operation())
        && given.resources().entrySet().stream()
            .allMatch(
                limit -> {
                  List<String> values = wanted.resources().get(limit.getKey());
                  return values != null && limit.getValue().containsAll(values);
                });
  }

  /** Whether a permission allows an operation on these resources. */
  static boolean allows(Permission permission, MatchResult.Matched match) {
    return permission.operation().equals(match.operation())
        && permission.resources().entrySet().stream()
            .allMatch(
                limit -> {
                  List<String> values = match.resources().get(limit.getKey());
                  return values != null && limit.getValue().containsAll(values);
                });
  }
}
