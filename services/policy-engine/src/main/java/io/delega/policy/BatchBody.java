package io.delega.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.delega.catalogue.ProviderDefinition.Batch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The whole requests in the body of a batch, each as it would be if it came by itself. */
final class BatchBody {
  /** So many requests may one batch hold. */
  static final int MOST = 100;

  /**
   * Beside those that name a resource: what the proxy would pass on and no provider obeys oddly.
   */
  private static final Set<String> HEADERS =
      Set.of(
          "accept",
          "accept-language",
          "client-request-id",
          "consistencylevel",
          "content-type",
          "if-match",
          "if-none-match",
          "prefer");

  private final RequestMatcher matcher;
  private final Batch batch;

  BatchBody(RequestMatcher matcher, Batch batch) {
    this.matcher = matcher;
    this.batch = batch;
  }

  /**
   * One request of the batch.
   *
   * @param where in the definition's words, for instance {@code requests[2]}
   */
  record Item(String where, ProxyRequest request) {}

  List<Item> read(byte[] body) throws AmbiguousException {
    JsonBody json = JsonBody.of(body);
    if (json.overridesMethod()) {
      throw new AmbiguousException("the body could override the method");
    }
    List<Item> items = new ArrayList<>();
    for (JsonBody.Node item : json.list(batch.list(), MOST)) {
      items.add(new Item(item.where(), request(item)));
    }
    return items;
  }

  private ProxyRequest request(JsonBody.Node item) throws AmbiguousException {
    knowsMembers(item);
    String method = text(item, batch.method());
    String[] target = text(item, batch.path()).split("\\?", 2);
    String query = target.length > 1 ? target[1] : null;
    JsonNode body = batch.body() == null ? null : item.member(batch.body());
    Map<String, List<String>> headers = headers(item, matcher.namedHeaders(method, target[0]));
    ProxyRequest head = new ProxyRequest(method, target[0], query, headers, null);
    return body != null && matcher.needsBody(head) ? head.withBody(json(item, body)) : head;
  }

  /** What the definition does not know could carry headers or a body that nobody has judged. */
  private void knowsMembers(JsonBody.Node item) throws AmbiguousException {
    for (Map.Entry<String, JsonNode> member : item.value().properties()) {
      boolean known =
          member.getKey().equals(batch.headers()) || member.getKey().equals(batch.body());
      if (member.getValue().isObject() && !known) {
        throw new AmbiguousException(item.where() + " has a member that nobody reads");
      }
    }
  }

  private static String text(JsonBody.Node item, String name) throws AmbiguousException {
    JsonNode value = item.member(name);
    if (value == null || !value.isTextual()) {
      throw new AmbiguousException(item.where() + "." + name + " is no text");
    }
    return value.asText();
  }

  private Map<String, List<String>> headers(JsonBody.Node item, Set<String> named)
      throws AmbiguousException {
    JsonNode given = batch.headers() == null ? null : item.member(batch.headers());
    Map<String, List<String>> headers = new HashMap<>();
    if (given == null) {
      return headers;
    }
    if (!given.isObject()) {
      throw new AmbiguousException(item.where() + "." + batch.headers() + " is no object");
    }
    for (Map.Entry<String, JsonNode> header : given.properties()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      boolean passes = HEADERS.contains(name) || named.contains(name);
      if (!passes || !header.getValue().isTextual()) {
        throw new AmbiguousException(item.where() + " has a header that is not passed on");
      }
      if (headers.put(name, List.of(header.getValue().asText())) != null) {
        throw new AmbiguousException(item.where() + " has the header " + name + " twice");
      }
    }
    return headers;
  }

  /** Text could be a form, JSON once more, or Base64: only who reads it knows. */
  private static byte[] json(JsonBody.Node item, JsonNode body) throws AmbiguousException {
    if (!body.isContainerNode()) {
      throw new AmbiguousException(item.where() + " has a body that is no JSON object or list");
    }
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }
}
