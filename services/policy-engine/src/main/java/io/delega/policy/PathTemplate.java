package io.delega.policy;

import java.util.ArrayList;
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
   * A word that is greater for the template whose first difference is a literal against a
   * parameter; equal words mean that neither is more specific.
   */
  String specificity() {
    List<String> word = new ArrayList<>();
    segments.forEach(segment -> word.add(isParameter(segment) ? "0" : "1"));
    return String.join("", word);
  }

  private static boolean isParameter(String segment) {
    return segment.startsWith("{");
  }
}
