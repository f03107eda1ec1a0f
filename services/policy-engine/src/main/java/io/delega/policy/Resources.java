package io.delega.policy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads a resource where a definition says it is named. What could be read in two ways is refused.
 */
final class Resources {
  private static final ObjectMapper STRICT =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final String FORM = "application/x-www-form-urlencoded";

  private final ProxyRequest request;
  private final Map<String, String> pathParameters;
  private JsonNode json;

  Resources(ProxyRequest request, Map<String, String> pathParameters) {
    this.request = request;
    this.pathParameters = pathParameters;
  }

  /** The request names a resource in a way that another reader could understand differently. */
  static final class AmbiguousException extends Exception {
    private static final long serialVersionUID = 1L;

    AmbiguousException(String message) {
      super(message, null, false, false);
    }
  }

  static boolean inBody(String place) {
    return place.startsWith("body") || place.startsWith("form.");
  }

  /** The values named at a place; empty when the request names none. */
  List<String> at(String place) throws AmbiguousException {
    if (place.startsWith("path.")) {
      String value = pathParameters.get(place.substring(5));
      return value == null ? List.of() : List.of(value);
    }
    if (place.startsWith("query.")) {
      return single("query parameter", place.substring(6), pairs(request.rawQuery()));
    }
    if (place.startsWith("header.")) {
      String name = place.substring(7);
      List<String> values =
          request.headers().getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
      if (values.size() > 1) {
        throw new AmbiguousException("the header " + name + " stands more than once");
      }
      return values;
    }
    if (place.startsWith("form.")) {
      return single("form field", place.substring(5), pairs(form()));
    }
    return fromJson(place.substring(4));
  }

  private record Pair(String name, String value, boolean plus) {}

  private static List<String> single(String what, String name, List<Pair> pairs)
      throws AmbiguousException {
    List<Pair> found = pairs.stream().filter(pair -> pair.name().equals(name)).toList();
    if (found.size() > 1) {
      throw new AmbiguousException("the " + what + " " + name + " stands more than once");
    }
    boolean disguised =
        pairs.stream()
            .anyMatch(
                pair ->
                    !pair.name().equals(name)
                        && pair.name().replaceAll("[\\[\\]\\s].*", "").equalsIgnoreCase(name));
    if (disguised) {
      throw new AmbiguousException("the " + what + " " + name + " stands in another spelling too");
    }
    if (!found.isEmpty() && found.get(0).plus()) {
      throw new AmbiguousException(
          "the " + what + " " + name + " has a plus sign; write %20 or %2B");
    }
    return found.stream().map(Pair::value).toList();
  }

  private static List<Pair> pairs(String raw) throws AmbiguousException {
    List<Pair> pairs = new ArrayList<>();
    if (raw == null || raw.isEmpty()) {
      return pairs;
    }
    if (raw.indexOf(';') >= 0) {
      throw new AmbiguousException("a semicolon could separate parameters; write %3B");
    }
    for (String part : raw.split("&", -1)) {
      int equals = part.indexOf('=');
      String name = equals < 0 ? part : part.substring(0, equals);
      String value = equals < 0 ? "" : part.substring(equals + 1);
      pairs.add(new Pair(decoded(name), decoded(value), value.indexOf('+') >= 0));
    }
    return pairs;
  }

  private static String decoded(String text) throws AmbiguousException {
    try {
      String decoded = URLDecoder.decode(text, StandardCharsets.UTF_8);
      if (decoded.indexOf('\uFFFD') >= 0
          || decoded.codePoints().anyMatch(Character::isISOControl)) {
        throw new AmbiguousException("a parameter is not clean UTF-8");
      }
      return decoded;
    } catch (IllegalArgumentException e) {
      throw new AmbiguousException("a parameter has a broken escape");
    }
  }

  private String form() throws AmbiguousException {
    requireType(FORM);
    return new String(body(), StandardCharsets.UTF_8);
  }

  private List<String> fromJson(String path) throws AmbiguousException {
    if (json == null) {
      requireType("application/json");
      try {
        json = STRICT.readTree(body());
      } catch (IOException e) {
        throw new AmbiguousException("the body is not JSON with each key once");
      }
    }
    String pointer = path.startsWith("/") ? path : path.replace('.', '/');
    JsonNode found = json.at(JsonPointer.compile(pointer));
    if (found.isMissingNode()) {
      return List.of();
    }
    List<String> values = new ArrayList<>();
    for (JsonNode value : found.isArray() ? found : List.of(found)) {
      if (!value.isTextual() && !value.isIntegralNumber()) {
        throw new AmbiguousException("the body names a resource that is neither text nor number");
      }
      values.add(clean(value.asText()));
    }
    if (values.isEmpty()) {
      throw new AmbiguousException("the body names an empty list of resources");
    }
    return values;
  }

  /** An escape can name half a character or a control, which two readers may take differently. */
  private static String clean(String value) throws AmbiguousException {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)
        || value.codePoints().anyMatch(Character::isISOControl)) {
      throw new AmbiguousException("the body names a resource that is not clean text");
    }
    return value;
  }

  private byte[] body() throws AmbiguousException {
    if (request.body() == null) {
      throw new AmbiguousException("the body could not be read");
    }
    return request.body();
  }

  private void requireType(String expected) throws AmbiguousException {
    List<String> types = request.headers().getOrDefault("content-type", List.of());
    String type = types.size() == 1 ? types.get(0).toLowerCase(Locale.ROOT) : "";
    String[] parts = type.split(";", 2);
    boolean plainCharset =
        parts.length == 1
            || parts[1].strip().isEmpty()
            || parts[1].strip().replace("\"", "").equals("charset=utf-8");
    if (!parts[0].strip().equals(expected) || !plainCharset) {
      throw new AmbiguousException("the body must be " + expected + " in UTF-8");
    }
    if (request.headers().containsKey("content-encoding")) {
      throw new AmbiguousException("the body must not be compressed here");
    }
  }
}
