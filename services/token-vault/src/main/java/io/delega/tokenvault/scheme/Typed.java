package io.delega.tokenvault.scheme;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.delega.contracts.EventJson;
import io.delega.keys.Secret;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a client typed, kept as one JSON object. */
public final class Typed {
  private Typed() {}

  /** One secret of all fields. */
  public static Secret keep(Map<String, String> fields) {
    try {
      return Secret.of(EventJson.mapper().writeValueAsString(fields));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("fields cannot be written");
    }
  }

  static Map<String, String> fields(Secret kept) {
    Map<String, String> fields = new LinkedHashMap<>();
    tree(kept.reveal())
        .properties()
        .forEach(field -> fields.put(field.getKey(), field.getValue().asText()));
    return fields;
  }

  /** An empty object where the text is none. */
  static JsonNode tree(String json) {
    try {
      JsonNode tree = EventJson.mapper().readTree(json);
      return tree.isObject() ? tree : EventJson.mapper().createObjectNode();
    } catch (JsonProcessingException e) {
      // Without the cause: its message can repeat the text, which may be secret.
      return EventJson.mapper().createObjectNode();
    }
  }
}
