package io.delega.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The published description of the stream, and what it says of records. */
public final class AsyncApi {
  private static final Path FILE = Path.of("../../docs/asyncapi.yaml");

  private final JsonNode document;
  private final Schema entry;

  public AsyncApi() {
    try {
      document = new YAMLMapper().readTree(Files.readString(FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    entry = schema(entry().toString(), SpecificationVersion.DRAFT_2020_12);
  }

  JsonNode document() {
    return document;
  }

  JsonNode entry() {
    return document.at("/components/schemas/entry");
  }

  /** What the schema of AsyncAPI documents says against this one. */
  List<String> problems() {
    try (InputStream in = AsyncApi.class.getResourceAsStream("/asyncapi/3.0.0.json")) {
      String schema = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return problems(schema(schema, SpecificationVersion.DRAFT_7), document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the description says against a record, fields that it does not know included. */
  public List<String> problems(JsonNode record) {
    Set<String> unknown = new TreeSet<>();
    record.fieldNames().forEachRemaining(unknown::add);
    entry().get("properties").fieldNames().forEachRemaining(unknown::remove);
    List<String> problems = new ArrayList<>(problems(entry, record));
    unknown.forEach(name -> problems.add(name + " is not described"));
    return problems;
  }

  private static Schema schema(String text, SpecificationVersion version) {
    return SchemaRegistry.withDefaultDialect(version).getSchema(text, InputFormat.JSON);
  }

  private static List<String> problems(Schema schema, JsonNode value) {
    return schema.validate(value.toString(), InputFormat.JSON).stream()
        .map(Object::toString)
        .toList();
  }
}
