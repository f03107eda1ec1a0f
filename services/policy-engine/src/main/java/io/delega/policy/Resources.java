package io.delega.policy;

import io.delega.catalogue.Place;
import io.delega.policy.JsonBody.Value;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads an operation's resources where its definition says they are named. What could be read in
 * two ways, or in two places, is refused.
 */
final class Resources {
  /** What no form has unescaped, but other formats have. */
  private static final String UNESCAPED = "\"{}<>\\^`|";

  private final ProxyRequest request;
  private final Map<String, String> pathParameters;
  private final Map<String, List<String>> named = new HashMap<>();
  private final Map<String, List<String>> origins = new HashMap<>();
  private Parameters query;
  private Parameters form;
  private JsonBody json;

  Resources(ProxyRequest request, Map<String, String> pathParameters) {
    this.request = request;
    this.pathParameters = pathParameters;
  }

  /** Reads all of them; what the request does not name is absent afterwards. */
  void read(Map<String, Place> places) throws AmbiguousException {
    for (Map.Entry<String, Place> each : places.entrySet()) {
      Place place = each.getValue();
      if (place.kind() == Place.Kind.BODY) {
        keep(each.getKey(), json().at(place));
      } else {
        List<String> values = at(place);
        if (!values.isEmpty()) {
          named.put(each.getKey(), values);
        }
      }
    }
    for (Place place : places.values()) {
      nowhereElse(place, places);
    }
  }

  /** By resource, the values in the order in which they stand. */
  Map<String, List<String>> named() {
    return named;
  }

  /** By resource, where in the body each value stands; only where there is more than one. */
  Map<String, List<String>> origins() {
    return origins;
  }

  private void keep(String resource, List<Value> found) {
    if (!found.isEmpty()) {
      named.put(resource, found.stream().map(Value::text).toList());
    }
    if (found.size() > 1) {
      origins.put(resource, found.stream().map(Value::where).toList());
    }
  }

  private List<String> at(Place place) throws AmbiguousException {
    return switch (place.kind()) {
      case PATH -> {
        String value = pathParameters.get(place.name());
        yield value == null ? List.of() : List.of(value);
      }
      case QUERY -> query().at(place.name());
      case HEADER -> HeaderValue.at(place.name(), request.headers());
      case FORM -> form().at(place.name());
      case BODY -> throw new IllegalStateException("a body is read by itself");
    };
  }

  /** Many servers read a parameter from the query or from the body, whichever they find first. */
  private void nowhereElse(Place place, Map<String, Place> places) throws AmbiguousException {
    String name = place.steps().get(0);
    boolean inQueryToo =
        place.inBody()
            && !name.equals(Place.EVERY)
            && !places.containsValue(new Place(Place.Kind.QUERY, List.of(name)))
            && query().name(name);
    boolean inBodyToo = place.kind() == Place.Kind.QUERY && isInBody(name, places);
    if (inQueryToo || inBodyToo) {
      throw new AmbiguousException(name + " stands in the query and in the body");
    }
  }

  private boolean isInBody(String name, Map<String, Place> places) throws AmbiguousException {
    if (request.body() == null || request.body().length == 0) {
      return false;
    }
    if (ContentType.mentionsForm(request.headers())) {
      return !places.containsValue(new Place(Place.Kind.FORM, List.of(name))) && form().name(name);
    }
    return ContentType.mentionsJson(request.headers())
        && !places.containsValue(new Place(Place.Kind.BODY, List.of(name)))
        && json().names(name);
  }

  private Parameters query() throws AmbiguousException {
    if (query == null) {
      query = Parameters.of("query parameter", request.rawQuery());
    }
    return query;
  }

  private Parameters form() throws AmbiguousException {
    if (form == null) {
      ContentType.requireForm(request.headers());
      byte[] body = body();
      for (byte each : body) {
        if (each <= 0x20 || each == 0x7F || UNESCAPED.indexOf(each) >= 0) {
          throw new AmbiguousException("the form has a character that must be percent-encoded");
        }
      }
      form = Parameters.of("form field", new String(body, StandardCharsets.US_ASCII));
    }
    return form;
  }

  private JsonBody json() throws AmbiguousException {
    if (json == null) {
      ContentType.requireJson(request.headers());
      json = JsonBody.of(body());
      if (json.overridesMethod()) {
        throw new AmbiguousException("the body could override the method");
      }
    }
    return json;
  }

  private byte[] body() throws AmbiguousException {
    if (request.body() == null) {
      throw new AmbiguousException("the body could not be read");
    }
    return request.body();
  }
}
