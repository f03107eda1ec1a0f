package io.delega.policy;

import io.delega.catalogue.ProviderDefinition;
import io.delega.catalogue.ProviderDefinition.Access;
import io.delega.catalogue.ProviderDefinition.Operation;
import io.delega.contracts.Permission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Permissions for a class of operations. A class stands for the operations of its kind at the time
 * when it is asked for, by name, and for those only as long as they are of that kind: a definition
 * that grows or changes gives nobody more than the client read.
 */
public final class AccessClass {
  private AccessClass() {}

  /** What is wrong with a permission for a class; empty when nothing is. */
  static List<String> problems(Permission permission, ProviderDefinition definition) {
    if (permission.operation() != null) {
      return List.of("name either an operation or, with access, a class of them, not both");
    }
    if (Arrays.stream(Access.values()).noneMatch(one -> one.word().equals(permission.access()))) {
      return List.of("access is read, write or delete; for one operation name it as operation");
    }
    List<String> problems = new ArrayList<>(PermissionCheck.valueProblems(permission));
    List<String> possible = names(permission, definition);
    if (possible.isEmpty()) {
      problems.add(nothing(permission, definition));
    }
    List<String> others =
        permission.operations().stream().filter(name -> !possible.contains(name)).toList();
    if (!others.isEmpty() && !possible.isEmpty()) {
      problems.add(
          "operations names what is not of the class "
              + permission.access()
              + " with these resources: "
              + String.join(", ", others)
              + "; leave operations out for all, or take some of "
              + possible);
    }
    return problems;
  }

  private static String nothing(Permission permission, ProviderDefinition definition) {
    List<Operation> all = of(permission, definition);
    if (all.isEmpty()) {
      return definition.id() + " has no operation of the class " + permission.access();
    }
    Set<String> known =
        all.stream()
            .flatMap(operation -> operation.resources().keySet().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    return "no operation of the class "
        + permission.access()
        + " names "
        + String.join(" and ", permission.resources().keySet().stream().sorted().toList())
        + "; they name "
        + known
        + ", not each of them all";
  }

  /**
   * The permission as it is agreed to and granted: a class names its operations, those that it was
   * asked for or else all that the definition has now and that name each of its resources.
   */
  public static List<Permission> stated(
      List<Permission> permissions, ProviderDefinition definition) {
    return permissions.stream().map(each -> stated(each, definition)).toList();
  }

  private static Permission stated(Permission permission, ProviderDefinition definition) {
    return permission.access() == null || !permission.operations().isEmpty()
        ? permission
        : permission.standingFor(names(permission, definition));
  }

  /**
   * What still holds of something agreed to: an operation that is of another class now does not.
   */
  public static List<Permission> held(List<Permission> permissions, ProviderDefinition definition) {
    return permissions.stream().map(each -> held(each, definition)).toList();
  }

  private static Permission held(Permission permission, ProviderDefinition definition) {
    if (permission.access() == null) {
      return permission;
    }
    List<String> possible = names(permission, definition);
    return permission.standingFor(
        permission.operations().stream().filter(possible::contains).toList());
  }

  /** Whether the class is granted, but only on resources that this operation does not touch. */
  static boolean misses(Permission permission, MatchResult.Matched match) {
    return match.access().word().equals(permission.access())
        && !match.resources().keySet().containsAll(permission.resources().keySet());
  }

  private static List<String> names(Permission permission, ProviderDefinition definition) {
    return of(permission, definition).stream()
        .filter(
            operation ->
                operation.resources().keySet().containsAll(permission.resources().keySet()))
        .map(Operation::name)
        .toList();
  }

  private static List<Operation> of(Permission permission, ProviderDefinition definition) {
    return definition.operations().stream()
        .filter(operation -> operation.access().word().equals(permission.access()))
        .toList();
  }
}
