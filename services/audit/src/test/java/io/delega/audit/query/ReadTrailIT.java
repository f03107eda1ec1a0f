package io.delega.audit.query;

import static io.delega.audit.Facts.auditor;
import static io.delega.audit.Facts.awaitListed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delega.audit.AuditKeys;
import io.delega.audit.Facts;
import io.delega.testkit.DelegaResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.Test;

/** Whoever reads the ledger stands in it. */
@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(AuditKeys.class)
class ReadTrailIT {
  @Inject DataSource database;

  @TestHTTPResource("/v1/audit/stream")
  URL stream;

  /** The readings recorded so far that fit. */
  private static List<JsonNode> readings(String type, Predicate<JsonNode> fitting) {
    try {
      JsonNode page =
          new ObjectMapper()
              .readTree(
                  auditor()
                      .get("/v1/audit/events?order=desc&limit=1000&type=" + type)
                      .then()
                      .statusCode(200)
                      .extract()
                      .asString());
      List<JsonNode> found = new ArrayList<>();
      page.get("items").forEach(item -> found.add(item));
      found.removeIf(fitting.negate());
      return found;
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitReadings(String type, int count, Predicate<JsonNode> fitting) {
    await()
        .atMost(Facts.PATIENCE)
        .untilAsserted(() -> assertThat(readings(type, fitting)).hasSize(count));
  }

  private static Predicate<JsonNode> filter(String name, String value) {
    return entry -> value.equals(entry.at("/data/filters/" + name).asText());
  }

  @Test
  void aSearchAnEntryAProofAnExportAndAStreamEachLeaveWhoAndWhat() throws Exception {
    String client = Facts.client();
    ObjectNode event = Facts.call(client, Map.of());
    Facts.send(List.of(event));
    awaitListed("client=" + client, 1);
    String id = event.get("id").asText();

    Facts.as("agency-a-operator").get("/v1/audit/events?client=" + client).then().statusCode(200);
    awaitReadings(
        "audit.read",
        1,
        filter("client", client)
            .and(entry -> entry.at("/actor/id").asText().equals("agency-a-operator")));
    auditor().get("/v1/audit/events/" + id + "/proof").then().statusCode(200);
    awaitReadings("audit.read", 1, filter("id", id));
    auditor().get("/v1/audit/export?format=ocsf&client=" + client).then().statusCode(200);
    awaitReadings("audit.exported", 1, filter("client", client));
    String other = Facts.client();
    String token = DelegaResource.issuer().token("agency-a-admin");
    try (Sse sse = new Sse(stream + "?client=" + other, token, null)) {
      assertThat(sse.status).isEqualTo(200);
      awaitReadings("audit.read", 1, filter("client", other).and(filter("stream", "live")));
    }
  }

  @Test
  void theWordsOfASearchAreNowhereInClear() throws SQLException {
    String word = "anna" + UUID.randomUUID().toString().replace("-", "");
    auditor().get("/v1/audit/events?q=" + word).then().statusCode(200);
    Predicate<JsonNode> found = entry -> word.equals(entry.at("/data/personal/filters/q").asText());
    awaitReadings("audit.read", 1, found);
    String id = readings("audit.read", found).get(0).get("id").asText();
    try (Connection connection = database.getConnection();
        PreparedStatement select =
            connection.prepareStatement("SELECT event, personal FROM entry WHERE event_id = ?")) {
      select.setString(1, id);
      try (ResultSet row = select.executeQuery()) {
        assertThat(row.next()).isTrue();
        assertThat(row.getString(1)).doesNotContain(word);
        assertThat(new String(row.getBytes(2), StandardCharsets.ISO_8859_1)).doesNotContain(word);
      }
    }
    assertThat(streamed(id)).doesNotContain(word);
    // It cannot be searched for either.
    auditor().get("/v1/audit/events?q=" + word).then().statusCode(200);
    assertThat(
            auditor()
                .get("/v1/audit/events?q=" + word)
                .jsonPath()
                .getList("items.id", String.class))
        .isEmpty();
  }

  private static String streamed(String id) {
    List<String> found = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer = Facts.stream()) {
      await()
          .atMost(Facts.PATIENCE)
          .untilAsserted(
              () -> {
                consumer
                    .poll(Duration.ofMillis(200))
                    .forEach(
                        record -> {
                          String value = new String(record.value(), StandardCharsets.UTF_8);
                          if (value.contains(id)) {
                            found.add(value);
                          }
                        });
                assertThat(found).isNotEmpty();
              });
    }
    return found.get(0);
  }

  @Test
  void aPageThatIsReadAgainAndAgainIsOneReading() {
    String client = Facts.client();
    Facts.send(List.of(Facts.call(client, Map.of()), Facts.call(client, Map.of())));
    awaitListed("client=" + client, 2);
    for (int i = 0; i < 10; i++) {
      auditor()
          .get("/v1/audit/events?limit=1&after=" + i + "&client=" + client)
          .then()
          .statusCode(200);
    }
    String marker = Facts.client();
    auditor().get("/v1/audit/events?client=" + marker).then().statusCode(200);
    awaitReadings("audit.read", 1, filter("client", marker));
    assertThat(readings("audit.read", filter("client", client))).hasSize(1);
  }
}
