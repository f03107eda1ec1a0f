package io.delega.audit.query;

import static io.delega.audit.Facts.auditor;
import static io.delega.audit.Facts.awaitListed;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delega.audit.AsyncApi;
import io.delega.audit.AuditKeys;
import io.delega.audit.Facts;
import io.delega.audit.example.LedgerFollower;
import io.delega.testkit.DelegaResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(AuditKeys.class)
@Timeout(120)
class StreamIT {
  private static final Duration LONG = Duration.ofMinutes(10);

  @TestHTTPResource("/v1/audit/stream")
  URL stream;

  private static String token(Duration lifetime) {
    return DelegaResource.issuer()
        .jwt(
            Map.of(
                "sub", "agency-a-auditor",
                "agency", "agency-a",
                "roles", List.of("auditor")),
            lifetime);
  }

  private static long end() {
    return auditor()
        .get("/v1/audit/events?order=desc&limit=1")
        .then()
        .statusCode(200)
        .extract()
        .jsonPath()
        .getLong("items[0].leafIndex");
  }

  private static List<ObjectNode> calls(String client, int count) {
    List<ObjectNode> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(Facts.call(client, Map.of()));
    }
    return events;
  }

  @Test
  void whoReconnectsWhileEventsAreWrittenMissesNothing() throws Exception {
    String client = Facts.client();
    Facts.send(calls(client, 1));
    awaitListed("client=" + client, 1);
    long position = end();
    List<ObjectNode> events = calls(client, 400);
    ExecutorService writer = Executors.newSingleThreadExecutor();
    try {
      Future<?> written =
          writer.submit(
              () -> {
                for (int i = 0; i < events.size(); i += 20) {
                  Facts.send(events.subList(i, i + 20));
                }
              });
      List<String> got = new ArrayList<>();
      List<Long> leaves = new ArrayList<>();
      int connections = 0;
      while (got.size() < events.size()) {
        try (Sse sse = new Sse(stream + "?client=" + client, token(LONG), position)) {
          connections++;
          for (int i = 0; i < 70 && got.size() < events.size(); i++) {
            Sse.Got event = sse.next();
            assertThat(event.type()).isEqualTo("call.decided");
            got.add(new ObjectMapper().readTree(event.data()).get("id").asText());
            leaves.add(event.id());
            position = event.id();
          }
        }
      }
      written.get();
      assertThat(connections).isGreaterThan(4);
      assertThat(leaves).isSorted().doesNotHaveDuplicates();
      assertThat(got)
          .containsExactlyInAnyOrderElementsOf(
              events.stream().map(event -> event.get("id").asText()).toList());
    } finally {
      writer.shutdownNow();
    }
  }

  @Test
  void aQuietStreamShowsThatItLivesAndEndsWithItsToken() throws Exception {
    String nobody = Facts.client();
    String token = token(Duration.ofSeconds(4));
    try (Sse sse = new Sse(stream + "?client=" + nobody, token, null)) {
      assertThat(sse.status).isEqualTo(200);
      assertThat(sse.next()).isNull();
      assertThat(sse.comments).hasSizeGreaterThan(2).containsOnly("heartbeat");
    }
    await()
        .atMost(Facts.PATIENCE)
        .untilAsserted(
            () -> {
              try (Sse again = new Sse(stream.toString(), token, null)) {
                assertThat(again.status).isEqualTo(401);
              }
            });
  }

  @Test
  void refusesWhatIsNoLeaf() {
    auditor()
        .header("Last-Event-ID", "yesterday")
        .get("/v1/audit/stream")
        .then()
        .statusCode(400)
        .body("code", equalTo("invalid_field"));
    given().get("/v1/audit/stream").then().statusCode(401);
  }

  @Test
  void theDocumentedConsumerTakesEveryEntryOnceAndRecordsAreAsDescribed() throws IOException {
    String client = Facts.client();
    Facts.send(calls(client, 30));
    awaitListed("client=" + client, 30);
    long end = end();
    AsyncApi described = new AsyncApi();
    List<Long> leaves = new ArrayList<>();
    LedgerFollower follower = new LedgerFollower("agency-a", 0);
    long next = 0;
    try (KafkaConsumer<String, byte[]> kafka = Facts.stream()) {
      while (leaves.isEmpty() || leaves.get(leaves.size() - 1) < end) {
        next =
            follower.poll(
                kafka,
                entry -> {
                  assertThat(described.problems(entry)).as("%s", entry).isEmpty();
                  leaves.add(entry.get("leafIndex").asLong());
                });
      }
    }
    assertThat(leaves).isSorted().doesNotHaveDuplicates().hasSize((int) next);
  }
}
