package io.delega.audit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import io.delega.contracts.Actor;
import io.delega.contracts.ConnectEvent;
import io.delega.contracts.ConnectEvent.Person;
import io.delega.contracts.Event;
import io.delega.contracts.EventJson;
import io.delega.contracts.Topic;
import io.delega.ledger.NoteKey;
import io.delega.ledger.Verdict;
import io.delega.ledger.Verifier;
import io.delega.testkit.DelegaResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
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
@QuarkusTestResource(AuditKeys.class)
class AuditIT {
  private static final String NAME = "Demo client with a name to be found";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static KafkaProducer<String, byte[]> producer;

  @Inject DataSource database;

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

  private static Event<?> created(String agency, String client) {
    return Event.of(
        "connect",
        client,
        agency,
        Actor.service("connect"),
        1,
        new ConnectEvent.ClientCreated(client, "it", new Person(NAME, "demo@example.test", null)),
        Clock.systemUTC());
  }

  private static void send(Event<?> event) {
    producer.send(
        new ProducerRecord<>(
            Topic.CONNECT_EVENTS.topicName(), event.subject(), EventJson.write(event)));
    producer.flush();
  }

  private static void awaitListed(String auditor, String client, int entries) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                as(auditor)
                    .get("/v1/audit/events?client=" + client)
                    .then()
                    .statusCode(200)
                    .body("items", hasSize(entries)));
  }

  private static String client() {
    return "cli_" + UUID.randomUUID();
  }

  private static Verifier verifier() {
    return new Verifier(NoteKey.parse(given().get("/v1/audit/keys").asString()));
  }

  @Test
  void anEventIsListedWithAProofThatTheOfflineVerifierAccepts() {
    String client = client();
    Event<?> event = created("agency-a", client);
    send(event);
    awaitListed("agency-a-auditor", client, 1);
    as("agency-a-auditor")
        .get("/v1/audit/events/" + event.id())
        .then()
        .statusCode(200)
        .body("type", equalTo("client.created"))
        .body("agency", equalTo("agency-a"))
        .body("actor.kind", equalTo("service"))
        .body("data.personal.name", equalTo(NAME));
    String proof =
        as("agency-a-auditor").get("/v1/audit/events/" + event.id() + "/proof").asString();
    assertThat(verifier().proof(proof).proven()).isTrue();
    assertThat(verifier().proof(proof.replace("client.created", "client.updated")).proven())
        .isFalse();
  }

  @Test
  void anEventThatComesAgainIsTheSameLeaf() {
    String client = client();
    Event<?> event = created("agency-a", client);
    send(event);
    awaitListed("agency-a-auditor", client, 1);
    send(event);
    String marker = client();
    send(created("agency-a", marker));
    awaitListed("agency-a-auditor", marker, 1);
    awaitListed("agency-a-auditor", client, 1);
  }

  @Test
  void anotherAgencySeesNothing() {
    String client = client();
    Event<?> event = created("agency-a", client);
    send(event);
    awaitListed("agency-a-auditor", client, 1);
    awaitListed("agency-b-auditor", client, 0);
    as("agency-b-auditor").get("/v1/audit/events/" + event.id()).then().statusCode(404);
    as("agency-b-auditor").get("/v1/audit/events/" + event.id() + "/proof").then().statusCode(404);
    assertThat(export("agency-b-auditor")).noneMatch(line -> line.contains(event.id()));
  }

  private static List<String> export(String auditor) {
    return as(auditor)
        .get("/v1/audit/export?format=ndjson")
        .then()
        .statusCode(200)
        .extract()
        .asString()
        .lines()
        .toList();
  }

  @Test
  void anExportVerifiesAndNothingIsMissingFromIt() {
    String client = client();
    send(created("agency-a", client));
    awaitListed("agency-a-auditor", client, 1);
    List<String> lines = export("agency-a-auditor");
    Verdict verdict = verifier().export(lines.iterator());
    assertThat(verdict.proven()).isTrue();
    assertThat(verdict.summary()).contains("none missing");
    List<String> gap = new ArrayList<>(lines);
    gap.remove(1);
    assertThat(verifier().export(gap.iterator()).proven()).isFalse();
  }

  @Test
  void aChangedByteIsFoundInTheWholeLedger() throws SQLException {
    String client = client();
    Event<?> event = created("agency-a", client);
    send(event);
    awaitListed("agency-a-auditor", client, 1);
    assertThat(Facts.wholeLedger().details()).noneMatch(detail -> detail.contains("not"));
    assertThat(Facts.wholeLedger().proven()).isTrue();
    String flip = "UPDATE entry SET leaf = set_byte(leaf, 5, 255 - get_byte(leaf, 5))";
    change(flip + " WHERE event_id = '" + event.id() + "'");
    try {
      assertThat(Facts.wholeLedger().proven()).isFalse();
    } finally {
      change(flip + " WHERE event_id = '" + event.id() + "'");
    }
    assertThat(Facts.wholeLedger().proven()).isTrue();
  }

  private void change(String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).isEqualTo(1);
    }
  }

  @Test
  void whatIsPersonalIsNotInClearInAnyColumn() throws SQLException {
    String client = client();
    send(created("agency-a", client));
    awaitListed("agency-a-auditor", client, 1);
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT count(*), count(*) FILTER (WHERE entry::text LIKE '%name to be found%'"
                    + " OR convert_from(decode(replace(encode(coalesce(personal, ''), 'escape'),"
                    + " '\\', ''), 'escape'), 'SQL_ASCII') LIKE '%name to be found%') FROM entry")) {
      found.next();
      assertThat(found.getLong(1)).isPositive();
      assertThat(found.getLong(2)).isZero();
    }
  }

  @Test
  void pagesGoBothWays() {
    String client = client();
    for (int i = 0; i < 3; i++) {
      send(created("agency-a", client));
    }
    awaitListed("agency-a-auditor", client, 3);
    String list = "/v1/audit/events?limit=2&client=" + client;
    List<Integer> up = as("agency-a-auditor").get(list).jsonPath().getList("items.leafIndex");
    List<Integer> down =
        as("agency-a-auditor").get(list + "&order=desc").jsonPath().getList("items.leafIndex");
    assertThat(up).isSorted();
    assertThat(down).isSortedAccordingTo((a, b) -> b - a);
    as("agency-a-auditor")
        .get(list + "&after=" + up.get(1))
        .then()
        .body("items", hasSize(1))
        .body("items[0].leafIndex", equalTo(down.get(0)))
        .body("next", equalTo(null));
  }

  @Test
  void readingIsRecorded() {
    String nobody = client();
    as("agency-a-operator").get("/v1/audit/events?client=" + nobody).then().statusCode(200);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                as("agency-a-auditor")
                    .get("/v1/audit/events?type=audit.read&limit=1000")
                    .then()
                    .body(
                        "items.findAll { it.data.filters.client == '" + nobody + "' }",
                        hasSize(1)));
  }

  @Test
  void whatIsNoEventIsSetAsideAndTheStreamTellsNothingPersonal() {
    String poison = "no event " + UUID.randomUUID();
    producer.send(
        new ProducerRecord<>(
            Topic.CONNECT_EVENTS.topicName(), "k", poison.getBytes(StandardCharsets.UTF_8)));
    String client = client();
    send(created("agency-a", client));
    awaitListed("agency-a-auditor", client, 1);
    awaitIn(Topic.CONNECT_EVENTS.deadLetterTopic(), poison);
    // Reading by this client is in the stream too.
    String entry = awaitIn(Topic.AUDIT_STREAM.topicName(), client, "client.created");
    assertThat(entry).contains("client.created", "commitment").doesNotContain(NAME);
  }

  private static String awaitIn(String topic, String... texts) {
    List<String> found = new ArrayList<>();
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
      consumer.subscribe(List.of(topic));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                consumer
                    .poll(Duration.ofMillis(200))
                    .forEach(
                        record -> {
                          String value = new String(record.value(), StandardCharsets.UTF_8);
                          if (Arrays.stream(texts).allMatch(value::contains)) {
                            found.add(value);
                          }
                        });
                assertThat(found).isNotEmpty();
              });
    }
    return found.get(0);
  }

  @Test
  void timestampsAreForEverybodyWithTheTextThatWasStamped() throws SQLException {
    given().get("/v1/audit/timestamps").then().statusCode(200).body("items", hasSize(0));
    given().get("/v1/audit/timestamps/0").then().statusCode(404);
    change(
        "INSERT INTO checkpoint_timestamp"
            + " SELECT size, '2026-03-02T09:30:36Z', 'a reply' FROM checkpoint WHERE size = 0");
    try {
      given()
          .get("/v1/audit/timestamps")
          .then()
          .body("items[0].size", equalTo(0))
          .body("items[0].time", equalTo("2026-03-02T09:30:36Z"))
          .body("items[0].checkpoint", containsString("/ledger\n0\n"));
      assertThat(given().get("/v1/audit/timestamps/0").asString()).isEqualTo("a reply");
    } finally {
      change("DELETE FROM checkpoint_timestamp");
    }
  }

  @Test
  void refusesWhoMayNotReadAndWhatMakesNoSense() {
    given().get("/v1/audit/events").then().statusCode(401);
    as("agency-a-assistant1").get("/v1/audit/events").then().statusCode(403);
    as("agency-a-backend").get("/v1/audit/events").then().statusCode(403);
    given().get("/v1/audit/checkpoint?cosigned=1").then().statusCode(503);
    given().get("/v1/audit/checkpoint?cosigned=-1").then().statusCode(400);
    for (String query : List.of("limit=0", "limit=x", "after=x", "order=up", "from=yesterday")) {
      as("agency-a-auditor")
          .get("/v1/audit/events?" + query)
          .then()
          .statusCode(not(equalTo(200)))
          .statusCode(not(equalTo(500)));
    }
    as("agency-a-auditor").get("/v1/audit/export?format=pdf").then().statusCode(400);
    given().get("/v1/audit/tile/0/../../x").then().statusCode(404);
    given().get("/v1/audit/tile/0/999").then().statusCode(404);
  }
}
