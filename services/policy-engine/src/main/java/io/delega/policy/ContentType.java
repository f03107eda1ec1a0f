package io.delega.policy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a body says that it is (RFC 9110, section 8.3), where a resource is read from it. */
final class ContentType {
  private static final String FORM = "application/x-www-form-urlencoded";

  /** JSON or a format that is JSON (RFC 6839); a patch that names its places by pointers is not. */
  private static final Pattern JSON =
      Pattern.compile("application/(json|(?!json-patch\\+)[a-z0-9!#$&^_.-]+\\+json)");

  private static final Pattern SHAPE =
      Pattern.compile("([^;\\s]+)[ \t]*(;[ \t]*(charset=(utf-8|\"utf-8\"))?[ \t]*)?");

  private ContentType() {}

  static void requireForm(Map<String, List<String>> headers) throws AmbiguousException {
    if (!FORM.equals(type(headers))) {
      throw new AmbiguousException("the body must be " + FORM + " in UTF-8");
    }
  }

  static void requireJson(Map<String, List<String>> headers) throws AmbiguousException {
    if (!JSON.matcher(type(headers)).matches()) {
      throw new AmbiguousException("the body must be application/json in UTF-8");
    }
  }

  /** Whether anybody could take the body for a form. */
  static boolean mentionsForm(Map<String, List<String>> headers) {
    return mentions(headers, "x-www-form-urlencoded");
  }

  /** Whether anybody could take the body for JSON. */
  static boolean mentionsJson(Map<String, List<String>> headers) {
    return mentions(headers, "json");
  }

  private static boolean mentions(Map<String, List<String>> headers, String word) {
    for (String type : headers.getOrDefault("content-type", List.of())) {
      if (type.toLowerCase(Locale.ROOT).contains(word)) {
        return true;
      }
    }
    return false;
  }

  /** In lower case; empty when there is none, more than one, or another charset. */
  private static String type(Map<String, List<String>> headers) throws AmbiguousException {
    if (headers.containsKey("content-encoding")) {
      throw new AmbiguousException("the body must not be compressed here");
    }
    List<String> types = headers.getOrDefault("content-type", List.of());
    Matcher shape = SHAPE.matcher(types.size() == 1 ? types.get(0).toLowerCase(Locale.ROOT) : "");
    return shape.matches() ? shape.group(1) : "";
  }
}
