package io.delega.audit.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delega.audit.AuditKeys;
import io.delega.audit.Facts;
import io.delega.testkit.DelegaResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.Test;

/** The stream lets its readers compare networks and resources, and read neither. */
@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(AuditKeys.class)
class PseudonymsIT {
  private static final String MAILBOX = "support-4711@example.test";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String client = Facts.client();
  private final String other = Facts.client();

  private static ObjectNode call(String client, String source, String mailbox) {
    ObjectNode event = Facts.call(client, Map.of());
    ObjectNode personal = event.withObject("/data/personal").removeAll();
    personal.put("path", "/mail/" + mailbox).put("source", source);
    personal.putObject("resources").putArray("mailbox").add(mailbox);
    return event;
  }

  private static String id(ObjectNode event) {
    return event.get("id").asText();
  }

  private static Map<String, String> awaitInStream(List<ObjectNode> events) {
    Map<String, String> found = new HashMap<>();
    try (KafkaConsumer<String, byte[]> stream = Facts.stream()) {
      await()
          .atMost(Facts.PATIENCE)
          .until(
              () -> {
                stream
                    .poll(Duration.ofMillis(200))
                    .forEach(
                        record -> {
                          String text = new String(record.value(), StandardCharsets.UTF_8);
                          events.stream()
                              .filter(event -> text.contains("\"id\":\"" + id(event) + "\""))
                              .forEach(event -> found.put(id(event), text));
                        });
                return found.size() == events.size();
              });
    }
    return found;
  }

  private static JsonNode names(Map<String, String> stream, ObjectNode event) throws Exception {
    return JSON.readTree(stream.get(id(event))).path("pseudonyms");
  }

  @Test
  void equalThingsOfOneClientHaveEqualPseudonymsAndNobodyElses() throws Exception {
    ObjectNode one = call(client, "203.0.113.7", MAILBOX);
    ObjectNode near = call(client, "203.0.113.200", MAILBOX);
    ObjectNode away = call(client, "198.51.100.7", "other@example.test");
    ObjectNode another = call(other, "203.0.113.7", MAILBOX);
    List<ObjectNode> all = List.of(one, near, away, another);
    Facts.send(all);
    Map<String, String> stream = awaitInStream(all);
    assertThat(names(stream, one).path("network").asText()).matches("[0-9a-f]{32}");
    assertThat(names(stream, near)).isEqualTo(names(stream, one));
    assertThat(names(stream, one).at("/resources/mailbox")).hasSize(1);
    for (ObjectNode different : List.of(away, another)) {
      assertThat(names(stream, different).get("network"))
          .isNotNull()
          .isNotEqualTo(names(stream, one).get("network"));
      assertThat(names(stream, different).get("resources"))
          .isNotNull()
          .isNotEqualTo(names(stream, one).get("resources"));
    }
    assertThat(stream.values())
        .allSatisfy(
            text -> assertThat(text).doesNotContain(MAILBOX, "203.0.113", "198.51.100", "/mail/"));
  }

  @Test
  void theyCannotBeMadeAgainOnceTheClientHasLeft() throws Exception {
    ObjectNode before = call(client, "203.0.113.7", MAILBOX);
    Facts.send(List.of(before));
    assertThat(names(awaitInStream(List.of(before)), before).isMissingNode()).isFalse();
    ObjectNode left = Facts.example("client.offboarded", "agency-a").put("subject", client);
    left.withObject("/data").put("client", client);
    ObjectNode after = call(client, "203.0.113.7", MAILBOX);
    Facts.send(List.of(left));
    awaitInStream(List.of(left));
    Facts.send(List.of(after));
    assertThat(names(awaitInStream(List.of(after)), after).isMissingNode()).isTrue();
  }
}
