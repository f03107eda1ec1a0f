package io.delega.tokenvault.credential;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.delega.keys.Secret;
import java.util.Base64;
import java.util.Map;

/**
 * How an API key is put into a request.
 *
 * @param query whether into the query instead of a header
 * @param name the header or parameter
 * @param prefix what stands before the key, such as {@code "Bearer "}
 */
public record KeyPlacement(boolean query, String name, String prefix) {
  /** The form field of an API key. */
  public static final String KEY = "key";

  /** The form fields of a name and password. */
  public static final String USER = "username";

  public static final String PASSWORD = "password";

  static KeyPlacement of(JsonNode auth) {
    JsonNode key = auth.path("apiKey");
    boolean query = key.hasNonNull("query");
    boolean header = key.hasNonNull("header");
    return new KeyPlacement(
        query,
        query ? key.path("query").asText() : key.path("header").asText("Authorization"),
        key.path("prefix").asText(query || header ? "" : "Bearer "));
  }

  void place(Map<String, String> fields, Map<String, Secret> headers, Map<String, Secret> queries) {
    Secret value = Secret.of(prefix + fields.getOrDefault(KEY, ""));
    (query ? queries : headers).put(name, value);
  }

  static Secret basic(Map<String, String> fields) {
    String pair = fields.getOrDefault(USER, "") + ":" + fields.getOrDefault(PASSWORD, "");
    return Secret.of("Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)));
  }
}
