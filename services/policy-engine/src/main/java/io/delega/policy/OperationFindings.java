package io.delega.policy;

import io.delega.catalogue.ProviderDefinition;
import io.delega.catalogue.ProviderDefinition.Operation;
import io.delega.policy.CanonicalPath.NotCanonicalException;
import io.delega.policy.OperationFinding.Why;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Looks at a definition's operations with a request in mind: those that come near, and no more. */
final class OperationFindings {
  /** So many are named where no path fits. */
  private static final int NEAREST = 3;

  private OperationFindings() {}

  /**
   * The operations whose path the request has; where there is none, the nearest of its method.
   *
   * @param best what kept those that fit best from being the one; null when nothing did
   */
  static List<OperationFinding> of(
      ProviderDefinition definition, String method, String rawPath, Why best) {
    CanonicalPath path;
    try {
      path = CanonicalPath.of(rawPath);
    } catch (NotCanonicalException e) {
      return List.of();
    }
    List<Operation> onPath =
        definition.operations().stream()
            .filter(operation -> PathTemplate.of(operation.path()).match(path).isPresent())
            .toList();
    return onPath.isEmpty() ? nearest(definition, method, path) : judged(onPath, method, best);
  }

  private static List<OperationFinding> judged(List<Operation> onPath, String method, Why best) {
    List<Operation> fits =
        onPath.stream().filter(operation -> operation.method().equals(method)).toList();
    Stream<OperationFinding> others =
        onPath.stream()
            .filter(operation -> !operation.method().equals(method))
            .map(operation -> finding(operation, Why.METHOD_DIFFERS));
    return Stream.concat(
            Stream.concat(
                fits.stream()
                    .filter(operation -> !isOutdone(operation, fits))
                    .map(operation -> finding(operation, best)),
                fits.stream()
                    .filter(operation -> isOutdone(operation, fits))
                    .map(operation -> finding(operation, Why.LESS_SPECIFIC))),
            others)
        .toList();
  }

  private static boolean isOutdone(Operation operation, List<Operation> fits) {
    PathTemplate path = PathTemplate.of(operation.path());
    return fits.stream().anyMatch(other -> PathTemplate.of(other.path()).isMoreSpecificThan(path));
  }

  private static List<OperationFinding> nearest(
      ProviderDefinition definition, String method, CanonicalPath path) {
    return definition.operations().stream()
        .filter(operation -> operation.method().equals(method))
        .filter(operation -> inCommon(operation, path) > 0)
        .sorted(
            Comparator.comparingInt((Operation operation) -> inCommon(operation, path)).reversed())
        .limit(NEAREST)
        .map(operation -> finding(operation, Why.PATH_DIFFERS))
        .toList();
  }

  /** How many literal segments stand where the request has the same. */
  private static int inCommon(Operation operation, CanonicalPath path) {
    String[] segments = operation.path().substring(1).split("/", -1);
    int same = 0;
    for (int i = 0; i < Math.min(segments.length, path.segments().size()); i++) {
      if (segments[i].equals(path.segments().get(i))) {
        same++;
      }
    }
    return same;
  }

  private static OperationFinding finding(Operation operation, Why why) {
    return new OperationFinding(
        operation.name(), operation.method(), operation.path(), why == null, why);
  }
}
