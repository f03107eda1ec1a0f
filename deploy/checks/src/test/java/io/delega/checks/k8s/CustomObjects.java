package io.delega.checks.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/**
 * Custom resources against the schemas of their definitions, which are closed to further fields.
 */
final class CustomObjects {
  private static final ObjectMapper JSON = new ObjectMapper();

  private CustomObjects() {}

  /** What its definition says against an object; no definition is a problem, too. */
  static List<String> problems(JsonNode object) {
    String what = object.path("kind").asText() + " " + Overlay.name(object);
    String[] api = object.path("apiVersion").asText().split("/", 2);
    String file =
        "/schemas/%s.%s.json"
            .formatted(
                object.path("kind").asText().toLowerCase(Locale.ROOT), String.join("_", api));
    try (InputStream in = CustomObjects.class.getResourceAsStream(file)) {
      if (in == null) {
        return List.of(what + ": there is no " + file);
      }
      JsonNode definition = JSON.readTree(in);
      close(definition);
      Schema schema =
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
              .getSchema(definition.toString());
      return schema.validate(object.toString(), InputFormat.JSON).stream()
          .map(error -> what + ": " + error)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An object whose fields are listed has no others, unless its definition says so. */
  private static void close(JsonNode schema) {
    if (schema instanceof ObjectNode object
        && object.path("properties").isObject()
        && !object.path("x-kubernetes-preserve-unknown-fields").asBoolean()
        && !object.has("additionalProperties")
        && object.path("type").asText().equals("object")
        && !object.path("properties").isEmpty()) {
      object.put("additionalProperties", false);
    }
    if (schema instanceof ObjectNode object
        && object.path("x-kubernetes-int-or-string").asBoolean()) {
      object.remove("type");
    }
    schema.forEach(CustomObjects::close);
  }
}
