package io.delega.policy;

import java.util.List;
import java.util.Map;

/** A header that names a resource: one line, one value, plain ASCII (RFC 9110, section 5.5). */
final class HeaderValue {
  private HeaderValue() {}

  /** The value; empty when the request does not have the header. */
  static List<String> at(String name, Map<String, List<String>> headers) throws AmbiguousException {
    for (String other : headers.keySet()) {
      // Gateways turn hyphens into underscores (RFC 3875, section 4.1.18).
      if (!other.equals(name) && Spelling.same(name, other)) {
        throw new AmbiguousException("the header " + name + " stands in another spelling");
      }
    }
    List<String> values = headers.getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw new AmbiguousException("the header " + name + " stands more than once");
    }
    if (!values.isEmpty()) {
      check(name, values.get(0));
    }
    return values;
  }

  private static void check(String name, String value) throws AmbiguousException {
    boolean plain = value.chars().allMatch(c -> c >= 0x20 && c < 0x7F);
    if (!plain || !value.equals(value.strip())) {
      throw new AmbiguousException("the header " + name + " has characters beyond plain ASCII");
    }
    if (value.indexOf(',') >= 0 || value.indexOf(';') >= 0 || value.indexOf('"') >= 0) {
      throw new AmbiguousException(
          "the header " + name + " could be read as a list, or as quoted text");
    }
  }
}
