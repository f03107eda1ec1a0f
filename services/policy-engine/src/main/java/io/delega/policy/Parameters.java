package io.delega.policy;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The parameters of a query or the fields of a form, of which one name has one value or none. */
final class Parameters {
  private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");
  private static final Pattern ESCAPE = Pattern.compile("%[0-9A-Fa-f]{2}");

  private final String what;
  private final List<Pair> pairs;

  private Parameters(String what, List<Pair> pairs) {
    this.what = what;
    this.pairs = pairs;
  }

  /**
   * @param rawValue as sent; null without an equals sign
   */
  private record Pair(String name, String rawValue) {}

  /**
   * Reads {@code a=1&b=2}.
   *
   * @param what how to call one of them in a refusal
   * @param raw as sent; null for none
   */
  static Parameters of(String what, String raw) throws AmbiguousException {
    List<Pair> pairs = new ArrayList<>();
    if (raw == null || raw.isEmpty()) {
      return new Parameters(what, pairs);
    }
    if (raw.indexOf(';') >= 0) {
      throw new AmbiguousException(
          "a semicolon could separate one " + what + " from another; write %3B");
    }
    if (BROKEN_ESCAPE.matcher(raw).find()) {
      throw new AmbiguousException("a " + what + " has a broken escape");
    }
    for (String part : raw.split("&", -1)) {
      int equals = part.indexOf('=');
      String name = decoded(equals < 0 ? part : part.substring(0, equals));
      if (name.indexOf('\uFFFD') >= 0 || name.codePoints().anyMatch(Character::isISOControl)) {
        throw new AmbiguousException("the name of a " + what + " is not clean UTF-8");
      }
      pairs.add(new Pair(name, equals < 0 ? null : part.substring(equals + 1)));
    }
    return new Parameters(what, pairs);
  }

  /** Whether one is called so, in any spelling. */
  boolean name(String name) {
    return pairs.stream().anyMatch(pair -> Spelling.sameParameter(name, pair.name()));
  }

  /** The value of that name; empty when there is none. */
  List<String> at(String name) throws AmbiguousException {
    List<Pair> found =
        pairs.stream().filter(pair -> Spelling.sameParameter(name, pair.name())).toList();
    if (found.isEmpty()) {
      return List.of();
    }
    if (found.size() > 1) {
      throw new AmbiguousException("the " + what + " " + name + " stands more than once");
    }
    if (!found.get(0).name().equals(name)) {
      throw new AmbiguousException("the " + what + " " + name + " stands in another spelling");
    }
    return List.of(value(name, found.get(0).rawValue()));
  }

  private String value(String name, String raw) throws AmbiguousException {
    if (raw == null) {
      throw new AmbiguousException("the " + what + " " + name + " has no equals sign");
    }
    if (raw.indexOf('+') >= 0) {
      throw new AmbiguousException(
          "the " + what + " " + name + " has a plus sign; write %20 or %2B");
    }
    String value = decoded(raw);
    if (value.indexOf('\uFFFD') >= 0) {
      throw new AmbiguousException("the " + what + " " + name + " is not UTF-8");
    }
    if (ESCAPE.matcher(value).find()) {
      throw new AmbiguousException("the " + what + " " + name + " is encoded twice");
    }
    String problem = PlainText.problem(value);
    if (problem != null) {
      throw new AmbiguousException("the " + what + " " + name + " has " + problem);
    }
    return value;
  }

  private static String decoded(String raw) {
    return URLDecoder.decode(raw, StandardCharsets.UTF_8);
  }
}
