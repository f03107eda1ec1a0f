package io.delega.monitoring;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.delega.contracts.Topic;
import io.delega.testkit.DelegaResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
class MonitoringIT {
  private static final AtomicLong LEAF = new AtomicLong();
  private static KafkaProducer<String, byte[]> producer;

  @BeforeAll
  static void open() {
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                DelegaResource.kafka().bootstrapServers(),
                ProducerConfig.ACKS_CONFIG,
                "all"),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  @AfterAll
  static void close() {
    producer.close();
  }

  private static RequestSpecification as(String client) {
    return given().auth().oauth2(DelegaResource.issuer().token(client));
  }

  private static void send(String agency, String value) {
    producer.send(
        new ProducerRecord<>(
            Topic.AUDIT_STREAM.topicName(), agency, value.getBytes(StandardCharsets.UTF_8)));
    producer.flush();
  }

  private static String decided(long leaf, String connection, String grant, String reason) {
    return """
    {"leafIndex": %d, "agencySequence": %d, "id": "evt_%d", "type": "call.decided",
     "time": "2026-01-02T03:04:05.678Z", "agency": "agency-a", "client": "cli_1",
     "connection": "%s", "grant": "%s", "assistant": "ast_1", "operation": "mail.read",
     "outcome": "denied", "reason": "%s", "callId": "call_%d", "data": {}}"""
        .formatted(leaf, leaf, leaf, connection, grant, reason, leaf);
  }

  private static String usage(String connection) {
    return "/v1/usage?from=2026-01-01&to=2026-01-31&connection=" + connection;
  }

  private static void awaitCalls(String connection, int calls) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                as("agency-a-auditor")
                    .get(usage(connection))
                    .then()
                    .statusCode(200)
                    .body("items.calls.sum()", equalTo(calls)));
  }

  @Test
  void repeatedUseAfterRevocationIsOneAlertUntilItIsAcknowledged() {
    String connection = "con_" + UUID.randomUUID();
    String grant = "gra_" + UUID.randomUUID();
    send("agency-a", decided(LEAF.incrementAndGet(), connection, grant, "revoked"));
    send("agency-a", decided(LEAF.incrementAndGet(), connection, grant, "revoked"));
    awaitCalls(connection, 2);

    String alerts = "items.findAll { it.grant == '" + grant + "' }";
    String id =
        as("agency-a-operator")
            .get("/v1/alerts?state=open&limit=200")
            .then()
            .statusCode(200)
            .body(alerts, hasSize(1))
            .body(alerts + "[0].kind", equalTo("use-after-revocation"))
            .body(alerts + "[0].count", equalTo(2))
            .body(alerts + "[0].agency", equalTo(null))
            .extract()
            .path(alerts + "[0].id");
    as("agency-b-admin").get("/v1/alerts").then().statusCode(200).body("items", empty());
    as("agency-b-admin").post("/v1/alerts/" + id + "/acknowledge").then().statusCode(404);
    as("agency-a-auditor").post("/v1/alerts/" + id + "/acknowledge").then().statusCode(403);
    as("agency-a-operator")
        .post("/v1/alerts/" + id + "/acknowledge")
        .then()
        .statusCode(200)
        .body("state", equalTo("acknowledged"));

    send("agency-a", decided(LEAF.incrementAndGet(), connection, grant, "revoked"));
    awaitCalls(connection, 3);
    as("agency-a-operator")
        .get("/v1/alerts?limit=200")
        .then()
        .body(alerts, hasSize(2))
        .body(alerts + "[0].state", equalTo("open"));
  }

  @Test
  void aRedeliveredEntryIsCountedOnce() {
    String connection = "con_" + UUID.randomUUID();
    String entry = decided(LEAF.incrementAndGet(), connection, "gra_x", "no_grant");
    send("agency-a", entry);
    send("agency-a", entry);
    String marker = "con_" + UUID.randomUUID();
    send("agency-a", decided(LEAF.incrementAndGet(), marker, "gra_x", "no_grant"));
    awaitCalls(marker, 1);
    awaitCalls(connection, 1);
  }

  @Test
  void whatIsNoEntryIsSetAsideWithAReason() {
    String poison = "no entry " + UUID.randomUUID();
    send("agency-a", poison);
    String connection = "con_" + UUID.randomUUID();
    send("agency-a", decided(LEAF.incrementAndGet(), connection, "gra_x", "no_grant"));
    awaitCalls(connection, 1);
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                DelegaResource.kafka().bootstrapServers(),
                ConsumerConfig.GROUP_ID_CONFIG,
                UUID.randomUUID().toString(),
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest"),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(Topic.AUDIT_STREAM.deadLetterTopic()));
      List<String> letters = new ArrayList<>();
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> {
                consumer
                    .poll(Duration.ofMillis(200))
                    .forEach(
                        letter -> {
                          assertThat(letter.headers().lastHeader("dead-letter-reason")).isNotNull();
                          letters.add(new String(letter.value(), StandardCharsets.UTF_8));
                        });
                assertThat(letters).contains(poison);
              });
    }
  }

  @Test
  void refusesWhoMayNotAsk() {
    given().get("/v1/alerts").then().statusCode(401).body("code", equalTo("unauthenticated"));
    as("agency-a-assistant1").get("/v1/alerts").then().statusCode(403);
    as("agency-a-backend").get("/v1/usage").then().statusCode(403);
    as("agency-a-admin")
        .get("/v1/alerts?state=odd")
        .then()
        .statusCode(400)
        .body("field", equalTo("state"));
    as("agency-a-admin").get("/v1/usage?from=x").then().statusCode(400);
  }
}
