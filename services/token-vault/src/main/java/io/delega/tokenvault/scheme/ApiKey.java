package io.delega.tokenvault.scheme;

import com.fasterxml.jackson.databind.JsonNode;
import io.delega.catalogue.TypedField;
import io.delega.keys.Secret;
import java.util.Map;

/**
 * A key that the client typed, in a header or in the query.
 *
 * @param inQuery whether into the query instead of a header
 * @param name the header or parameter
 * @param prefix what stands before the key, such as {@code "Bearer "}
 */
public record ApiKey(boolean inQuery, String name, String prefix) implements AuthenticationScheme {
  static ApiKey of(JsonNode auth) {
    JsonNode key = auth.path("apiKey");
    boolean query = key.hasNonNull("query");
    boolean header = key.hasNonNull("header");
    return new ApiKey(
        query,
        query ? key.path("query").asText() : key.path("header").asText("Authorization"),
        key.path("prefix").asText(query || header ? "" : "Bearer "));
  }

  @Override
  public void check(Map<String, String> typed) {
    HeaderValue.check(TypedField.KEY.name(), typed.get(TypedField.KEY.name()));
  }

  @Override
  public void inject(Secret access, Map<String, Secret> headers, Map<String, Secret> query) {
    String key = Typed.fields(access).getOrDefault(TypedField.KEY.name(), "");
    (inQuery ? query : headers).put(name, Secret.of(prefix + key));
  }
}
