package io.delega.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemasTest {
  private static final Path SCHEMAS = Path.of("src/main/resources/schemas");
  private static final Path EXAMPLES = Path.of("src/main/resources/examples");

  static Stream<String> types() {
    return EventTypes.all().keySet().stream().sorted();
  }

  static Stream<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.sorted().toList().stream();
    }
  }

  static Stream<EnforcementState> states() {
    Instant time = Instant.parse("2026-03-02T09:30:00Z");
    return Stream.of(
        new EnforcementState.Connection(
            "con_1",
            "demo-agency",
            "cli_1",
            "demo-mail",
            3,
            "active",
            List.of(
                new EnforcementState.Grant(
                    "gra_1",
                    "revoked",
                    new EnforcementState.AssistantRef(
                        "ast_1", "https://i.example.test", "a", "active"),
                    List.of(
                        new Permission(
                            "messages.read", Map.of("mailbox", List.of("a@example.test"))),
                        new Permission("messages.list", null),
                        Permission.ofClass("read", Map.of("mailbox", List.of("a@example.test")))
                            .standingFor(List.of("messages.list"))),
                    new Limits(
                        time,
                        5,
                        new Limits.Hours("UTC", List.of("mon"), "08:00", "18:00"),
                        100,
                        1000,
                        List.of("203.0.113.0/24"),
                        true),
                    "none",
                    time,
                    List.of(new Counter("cns_1", 5, 100, 1000)),
                    3L)),
            List.of(
                new EnforcementState.Guardrail(
                    "g", "agency", "forbid(principal, action, resource);"))),
        new EnforcementState.Connection(
            "con_1", "demo-agency", null, null, 4, "revoked", null, null),
        new EnforcementState.Provider(
            "demo-agency",
            "demo-mail",
            1,
            EventJson.mapper().createObjectNode().put("id", "demo-mail"),
            Map.of("messages.list", 1L)),
        new EnforcementState.Guardrails(null, null, 1, null),
        new EnforcementState.Guardrails(
            "demo-agency",
            "cli_1",
            2,
            List.of(
                new EnforcementState.Guardrail(
                    "g", "client", "forbid(principal, action, resource);"))),
        new EnforcementState.Assistant("demo-agency", "ast_1", 1, "quarantined"),
        new EnforcementState.Issuer(
            "demo-agency",
            "cluster",
            2,
            "trusted",
            "https://cluster.example.test",
            "delega",
            "https://cluster.example.test/keys",
            List.of(
                new EnforcementState.IssuerSubject("system:serviceaccount:bots:mail", "ast_1"))),
        new EnforcementState.Issuer(
            "demo-agency",
            "cluster",
            3,
            "removed",
            "https://cluster.example.test",
            "delega",
            null,
            null));
  }

  static Stream<EnforcementAck> acks() {
    return Stream.of(
        new EnforcementAck.Heartbeat("inc_1", 1),
        new EnforcementAck.Applied("inc_1", Map.of(0, 12L, 1, 0L)),
        new EnforcementAck.Goodbye("inc_1"),
        new EnforcementAck.Barrier("b1"));
  }

  @ParameterizedTest
  @MethodSource("types")
  void everyTypeHasASchemaOfItsFieldsAndAnExample(String type) throws IOException {
    JsonNode schema =
        EventJson.mapper().readTree(Files.readString(SCHEMAS.resolve(type + ".json")));
    TreeSet<String> described = new TreeSet<>();
    schema.get("properties").fieldNames().forEachRemaining(described::add);

    assertThat(described)
        .isEqualTo(
            Arrays.stream(EventTypes.all().get(type).getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.toCollection(TreeSet::new)));
    assertThat(schema.get("additionalProperties").booleanValue()).isTrue();
    assertThat(EXAMPLES.resolve(type + "-1.json")).exists();
  }

  @ParameterizedTest
  @MethodSource("types")
  void numbersAndFlagsAreAlwaysWrittenSoTheyAreRequired(String type) throws IOException {
    JsonNode schema =
        EventJson.mapper().readTree(Files.readString(SCHEMAS.resolve(type + ".json")));
    List<String> required = schema.path("required").valueStream().map(JsonNode::textValue).toList();

    assertThat(required)
        .containsAll(
            Arrays.stream(EventTypes.all().get(type).getRecordComponents())
                .filter(component -> component.getType().isPrimitive())
                .map(RecordComponent::getName)
                .toList())
        .doesNotContain("personal", "reason");
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleIsReadValidAndWrittenBackEqual(Path file) throws IOException {
    byte[] json = Files.readAllBytes(file);
    JsonNode tree = EventJson.mapper().readTree(json);

    Event<EventData> event = EventJson.read(json);

    assertThat(file.getFileName().toString()).matches(event.type() + "-[1-9][0-9]*\\.json");
    assertThat(problems("cloudevent", tree)).isEmpty();
    assertThat(problems(event.type(), tree.get("data"))).isEmpty();
    ObjectNode written = (ObjectNode) EventJson.mapper().readTree(EventJson.write(event));
    JsonNode built = EventJson.toTree(event);
    assertThat(built.toString()).isEqualTo(written.toString());
    assertThat(written.get("partitionkey").textValue()).isEqualTo(event.partitionKey());
    // The key is how a record travels, not what it says: calls once had one of their own.
    written.set("partitionkey", tree.get("partitionkey"));
    assertThat(written.toString()).isEqualTo(tree.toString());
  }

  @ParameterizedTest
  @MethodSource("states")
  void enforcementStateFitsItsSchemaAndIsReadBackEqual(EnforcementState state) throws IOException {
    byte[] json = EventJson.writeBytes(state);

    assertThat(problems("enforcement-state", EventJson.mapper().readTree(json))).isEmpty();
    assertThat(EventJson.mapper().readValue(json, EnforcementState.class)).isEqualTo(state);
  }

  @ParameterizedTest
  @MethodSource("acks")
  void enforcementAckFitsItsSchemaAndIsReadBackEqual(EnforcementAck ack) throws IOException {
    byte[] json = EventJson.writeBytes(ack);

    assertThat(problems("enforcement-ack", EventJson.mapper().readTree(json))).isEmpty();
    assertThat(EventJson.mapper().readValue(json, EnforcementAck.class)).isEqualTo(ack);
  }

  @Test
  void schemasRefuseWhatIsMissingOrOfTheWrongKind() throws IOException {
    assertThat(problems("cloudevent", EventJson.mapper().readTree("{\"id\":\"evt_1\"}")))
        .isNotEmpty();
    assertThat(problems("grant.revoked", EventJson.mapper().readTree("{\"grant\":1}")))
        .isNotEmpty();
    assertThat(problems("enforcement-ack", EventJson.mapper().readTree("{\"kind\":\"other\"}")))
        .isNotEmpty();
  }

  @Test
  void unknownFieldsAreAllowedAndIgnored() throws IOException {
    var tree =
        (ObjectNode) EventJson.mapper().readTree(EXAMPLES.resolve("grant.revoked-1.json").toFile());
    Event<EventData> before = EventJson.fromTree(tree);
    tree.put("later", "attribute");
    ((ObjectNode) tree.get("data")).put("later", 1);

    assertThat(problems("cloudevent", tree)).isEmpty();
    assertThat(problems("grant.revoked", tree.get("data"))).isEmpty();
    assertThat(EventJson.fromTree(tree)).isEqualTo(before);
  }

  private static List<String> problems(String schema, JsonNode value) throws IOException {
    Schema loaded =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(SCHEMAS.resolve(schema + ".json")), InputFormat.JSON);
    return loaded.validate(value.toString(), InputFormat.JSON).stream()
        .map(error -> error.getInstanceLocation() + " " + error.getMessage())
        .toList();
  }
}
