package io.delega.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.delega.catalogue.InvalidDefinitionException.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The shape of a definition: {@code schema/provider-definition.json}, JSON Schema 2020-12. */
final class DefinitionSchema {
  private static final Schema SCHEMA = load();

  private DefinitionSchema() {}

  static List<Problem> problems(JsonNode definition) {
    return SCHEMA.validate(definition.toString(), InputFormat.JSON).stream()
        .map(error -> new Problem(error.getInstanceLocation().toString(), error.getMessage()))
        .toList();
  }

  private static Schema load() {
    try (InputStream file =
        DefinitionSchema.class.getResourceAsStream("/schema/provider-definition.json")) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(new String(file.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
