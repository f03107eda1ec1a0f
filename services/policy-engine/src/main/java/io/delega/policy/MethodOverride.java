package io.delega.policy;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * What some servers obey instead of the method: a header, or a parameter of the query or of a form.
 * A request that carries one is another operation than it looks like.
 */
final class MethodOverride {
  private static final Set<String> NAMES =
      Set.of(
          "_method",
          "_httpmethod",
          "$httpmethod",
          "http_method_override",
          "x_http_method",
          "x_http_method_override",
          "x_method_override");

  private MethodOverride() {}

  /** Where it stands; null when the request has none. */
  static String in(ProxyRequest request) {
    for (String header : request.headers().keySet()) {
      if (isName(header)) {
        return "a header";
      }
    }
    if (request.rawQuery() != null && names(request.rawQuery())) {
      return "the query";
    }
    boolean inForm =
        request.body() != null
            && ContentType.mentionsForm(request.headers())
            && names(new String(request.body(), StandardCharsets.ISO_8859_1));
    return inForm ? "the form" : null;
  }

  /** Whether a member of a JSON body is one: some frameworks treat it as a field of a form. */
  static boolean isName(String name) {
    return name.length() >= 7
        && (name.toLowerCase(Locale.ROOT).contains("method") || !isAscii(name))
        && NAMES.contains(Spelling.fold(name));
  }

  /** As leniently as anybody could. */
  private static boolean names(String parameters) {
    if (parameters.length() < 7) {
      return false;
    }
    for (String part : parameters.split("[&;\r\n]", -1)) {
      String raw = part.split("=", 2)[0];
      String name = decoded(raw).strip();
      int bracket = name.indexOf('[', 1);
      if (isName(name) || (bracket > 0 && isName(name.substring(0, bracket)))) {
        return true;
      }
    }
    return false;
  }

  private static String decoded(String raw) {
    if (raw.indexOf('%') < 0 && raw.indexOf('+') < 0) {
      return raw;
    }
    try {
      return URLDecoder.decode(raw, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return raw;
    }
  }

  private static boolean isAscii(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }
}
