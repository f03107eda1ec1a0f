package io.delega.audit.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delega.contracts.EventTypes;
import io.delega.ledger.ReadableEntry;
import io.delega.ledger.ocsf.OcsfEvent;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What our events become in OCSF, judged by the published definitions. */
class OcsfTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final OcsfSchema SCHEMA = new OcsfSchema();

  static Stream<String> types() {
    return EventTypes.all().keySet().stream().sorted();
  }

  private static ObjectNode example(String type) throws IOException {
    try (InputStream in = OcsfTest.class.getResourceAsStream("/examples/" + type + "-1.json")) {
      return (ObjectNode) JSON.readTree(in);
    }
  }

  private static ObjectNode ocsf(ObjectNode event) {
    return OcsfEvent.of(new ReadableEntry(7, 3, "AAAA", event));
  }

  private static ObjectNode ocsf(String type) throws IOException {
    return ocsf(example(type));
  }

  @ParameterizedTest
  @MethodSource("types")
  void everyTypeBecomesAnEventThatTheSchemaKnows(String type) throws IOException {
    ObjectNode event = ocsf(type);
    assertThat(SCHEMA.problems(event)).as(event.toPrettyString()).isEmpty();
    assertThat(event.at("/metadata/event_code").asText()).isEqualTo(type);
    assertThat(event.at("/unmapped/leafIndex").asLong()).isEqualTo(7);
    assertThat(event.findValue("personal")).isNull();
  }

  @ParameterizedTest
  @MethodSource("types")
  void everyTypeButATamperedCredentialIsAnActivityThatTheSchemaNames(String type)
      throws IOException {
    ObjectNode event = ocsf(type);
    assertThat(event.get("class_uid").asInt() == 3004 && event.get("activity_id").asInt() == 99)
        .as(type)
        .isEqualTo(type.equals("credential.tampered"));
  }

  @Test
  void aTypeThatThisVersionDoesNotKnowIsMappedToo() throws IOException {
    ObjectNode event = example("client.created");
    event.put("type", "weather.changed-its-mind");
    assertThat(SCHEMA.problems(ocsf(event))).isEmpty();
    event.put("type", "weather");
    assertThat(SCHEMA.problems(ocsf(event))).isEmpty();
  }

  @Test
  void classesFollowTheKindOfFact() throws IOException {
    assertThat(ocsf("call.decided").get("class_uid").asInt()).isEqualTo(6003);
    assertThat(ocsf("call.decided").get("activity_name").asText()).isEqualTo("Read");
    assertThat(ocsf("call.decided").get("action").asText()).isEqualTo("Allowed");
    assertThat(ocsf("call.decided").at("/metadata/correlation_uid").asText()).startsWith("call_");
    assertThat(ocsf("client.signed-in").get("class_uid").asInt()).isEqualTo(3002);
    assertThat(ocsf("grant.revoked").get("class_uid").asInt()).isEqualTo(3004);
    assertThat(ocsf("audit.read").get("class_uid").asInt()).isEqualTo(6003);
  }

  @Test
  void aDenialIsAFailureThatWasBlocked() throws IOException {
    ObjectNode event = example("call.decided");
    ((ObjectNode) event.get("data")).put("outcome", "denied").put("reason", "no_grant");
    ObjectNode denied = ocsf(event);
    assertThat(SCHEMA.problems(denied)).isEmpty();
    assertThat(denied.get("status").asText()).isEqualTo("Failure");
    assertThat(denied.get("status_code").asText()).isEqualTo("no_grant");
    assertThat(denied.get("disposition").asText()).isEqualTo("Blocked");
    ((ObjectNode) event.get("data")).put("method", "BREW").remove("operation");
    assertThat(SCHEMA.problems(ocsf(event))).isEmpty();
  }

  static Stream<Consumer<ObjectNode>> faults() {
    return Stream.of(
        event -> event.remove("time"),
        event -> event.remove("actor"),
        event -> event.put("time", "yesterday"),
        event -> event.put("invented", 1),
        event -> event.put("severity_id", 7),
        event -> event.put("severity", "Terrible"),
        event -> event.put("type_uid", 1),
        event -> event.put("category_uid", 5),
        event -> event.put("class_uid", 1),
        event -> event.put("resources", "con_1"),
        event -> event.withObject("/metadata").put("version", "1.0.0"),
        event -> event.withObject("/metadata").remove("product"),
        event -> event.withObject("/metadata").remove("profiles"),
        event -> event.withObject("/metadata").putArray("profiles").add("no_such_profile"),
        event -> event.withObject("/actor").remove("user"),
        event -> event.withObject("/http_request").put("http_method", "BREW"),
        event -> event.withObject("/src_endpoint").put("port", 70_000),
        event -> event.withObject("/src_endpoint").put("ip", "somewhere"),
        event -> event.put("activity_id", 99).put("type_uid", 600_399).remove("activity_name"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void theCheckFinds(Consumer<ObjectNode> fault) throws IOException {
    ObjectNode event = ocsf("call.decided");
    fault.accept(event);
    assertThat(SCHEMA.problems(event)).as(event.toPrettyString()).isNotEmpty();
  }

  @Test
  void theSameEntryAlwaysGivesTheSameLine() throws IOException {
    JsonNode read = JSON.readTree(ocsf("call.completed").toString());
    assertThat(read.toString()).isEqualTo(ocsf("call.completed").toString());
  }
}
