package io.delega.tokenvault.proxy;

import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Which headers pass, by allow-list. What concerns one connection only, or is named in {@code
 * Connection}, never does; framing is made anew on each side.
 */
final class Headers {
  private static final Set<String> REQUEST =
      Set.of(
          "accept",
          "accept-charset",
          "accept-encoding",
          "accept-language",
          "cache-control",
          "content-encoding",
          "content-language",
          "content-md5",
          "content-type",
          "idempotency-key",
          "prefer",
          "range",
          "traceparent",
          "user-agent",
          "x-request-id");
  private static final List<String> REQUEST_PREFIXES =
      List.of("if-", "x-goog-", "x-ms-", "x-github-", "x-slack-", "x-upload-", "slack-");
  private static final Set<String> RESPONSE =
      Set.of(
          "accept-ranges",
          "age",
          "allow",
          "cache-control",
          "content-disposition",
          "content-encoding",
          "content-language",
          "content-location",
          "content-md5",
          "content-range",
          "content-type",
          "date",
          "deprecation",
          "etag",
          "expires",
          "last-modified",
          "link",
          "location",
          "preference-applied",
          "request-id",
          "retry-after",
          "sunset",
          "vary",
          "warning",
          "x-request-id");
  private static final List<String> RESPONSE_PREFIXES =
      List.of("ratelimit", "x-ratelimit-", "x-rate-limit-", "x-ms-", "x-goog-", "x-github-");

  /** Also when a prefix or a definition would let one pass: they are not the caller's to set. */
  private static final Set<String> NEVER =
      Set.of(
          "authorization",
          "connection",
          "content-length",
          "cookie",
          "expect",
          "forwarded",
          "host",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "set-cookie",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "via",
          "x-http-method",
          "x-http-method-override",
          "x-method-override");

  private Headers() {}

  /** Copies what the caller may see. */
  static void toCaller(MultiMap from, MultiMap to) {
    copy(from, RESPONSE::contains, RESPONSE_PREFIXES, to::add);
  }

  /**
   * What the provider may see, by lower-case name, every value: this is judged, and this is sent.
   *
   * @param named further headers that name a resource of the operation
   */
  static Map<String, List<String>> judged(MultiMap from, Set<String> named) {
    Map<String, List<String>> judged = new HashMap<>();
    copy(
        from,
        name -> REQUEST.contains(name) || named.contains(name),
        REQUEST_PREFIXES,
        (name, value) -> judged.computeIfAbsent(name, first -> new ArrayList<>(1)).add(value));
    return judged;
  }

  private static void copy(
      MultiMap from,
      Predicate<String> listed,
      List<String> prefixes,
      BiConsumer<String, String> to) {
    Set<String> ofConnection = nominated(from);
    for (Map.Entry<String, String> header : from) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if ((listed.test(name) || startsWithOneOf(prefixes, name))
          && !NEVER.contains(name)
          && !ofConnection.contains(name)
          && clean(header.getValue())) {
        to.accept(name, header.getValue());
      }
    }
  }

  /** Without a stream: every header of every call passes by here. */
  private static boolean startsWithOneOf(List<String> prefixes, String name) {
    for (String prefix : prefixes) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  private static Set<String> nominated(MultiMap headers) {
    List<String> values = headers.getAll("connection");
    if (values.isEmpty()) {
      return Set.of();
    }
    Set<String> names = new HashSet<>();
    for (String value : values) {
      for (String name : value.split(",", -1)) {
        names.add(name.strip().toLowerCase(Locale.ROOT));
      }
    }
    return names;
  }

  private static boolean clean(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < 0x20 && c != '\t') || c == 0x7F || c > 0xFF) {
        return false;
      }
    }
    return true;
  }
}
