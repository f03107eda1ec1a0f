package io.delega.policy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An operation's path: literal segments and whole-segment parameters. */
final class PathTemplate {
  private final List<String> segments;

  private PathTemplate(List<String> segments) {
    this.segments = segments;
  }

  static PathTemplate of(String path) {
    return new PathTemplate(
        path.equals("/") ? List.of() : Arrays.asList(path.substring(1).split("/", -1)));
  }

  /** The parameters' values when the path fits. */
  Optional<Map<String, String>> match(CanonicalPath path) {
    List<String> given = path.segments();
    if (given.size() != segments.size()) {
      return Optional.empty();
    }
    Map<String, String> parameters = new HashMap<>();
    for (int i = 0; i < given.size(); i++) {
      String segment = segments.get(i);
      if (isParameter(segment)) {
        parameters.put(segment.substring(1, segment.length() - 1), given.get(i));
      } else if (!segment.equals(given.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(parameters);
  }

  /**
   * Whether this one says more about every path that both fit: a literal where the other has a
   * parameter, and nowhere the reverse.
   */
  boolean isMoreSpecificThan(PathTemplate other) {
    boolean more = false;
    for (int i = 0; i < segments.size(); i++) {
      boolean parameter = isParameter(segments.get(i));
      boolean othersParameter = isParameter(other.segments.get(i));
      if (parameter && !othersParameter) {
        return false;
      }
      more |= !parameter && othersParameter;
    }
    return more;
  }

  private static boolean isParameter(String segment) {
    return segment.startsWith("{");
  }
}
