package io.delega.tokenvault.scheme;

import com.fasterxml.jackson.databind.JsonNode;
import io.delega.keys.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Several headers, some fixed by the definition, some typed by the client. */
public record CustomHeaders(List<Header> headers) implements AuthenticationScheme {
  public CustomHeaders {
    headers = List.copyOf(headers);
  }

  /**
   * One of them.
   *
   * @param value fixed; empty where {@code field} names what the client typed
   */
  record Header(String name, String value, String field, String prefix) {}

  static CustomHeaders of(JsonNode auth) {
    List<Header> all = new ArrayList<>();
    for (JsonNode header : auth.path("headers")) {
      all.add(
          new Header(
              header.path("name").asText(),
              header.path("value").asText(""),
              header.path("field").asText(""),
              header.path("prefix").asText("")));
    }
    return new CustomHeaders(all);
  }

  @Override
  public void check(Map<String, String> typed) {
    typed.forEach(HeaderValue::check);
  }

  @Override
  public void inject(Secret access, Map<String, Secret> headers, Map<String, Secret> query) {
    Map<String, String> typed = Typed.fields(access);
    for (Header header : this.headers) {
      String value =
          header.field().isEmpty()
              ? header.value()
              : header.prefix() + typed.getOrDefault(header.field(), "");
      headers.put(header.name(), Secret.of(value));
    }
  }
}
