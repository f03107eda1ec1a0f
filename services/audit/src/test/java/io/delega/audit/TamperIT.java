package io.delega.audit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.startsWith;

import io.delega.contracts.Actor;
import io.delega.contracts.ConnectEvent;
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
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rows behind a running audit are changed, with a witness beside it: it is found, and where.
 */
@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(AuditKeys.class)
@QuarkusTestResource(value = WitnessResource.class, restrictToAnnotatedClass = true)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TamperIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final List<String> TABLES =
      List.of("tree_head", "entry", "agency_head", "tile", "checkpoint", "logged_head");
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

  private static RequestSpecification auditor() {
    return given().auth().oauth2(DelegaResource.issuer().token("agency-a-auditor"));
  }

  /** A client was made; its event. */
  private static Event<?> send() {
    String client = "cli_" + UUID.randomUUID();
    Event<?> event =
        Event.of(
            "connect",
            client,
            "agency-a",
            Actor.service("connect"),
            1,
            new ConnectEvent.ClientCreated(
                client, "it", new ConnectEvent.Person("A client", "client@example.test", null)),
            Clock.systemUTC());
    producer.send(
        new ProducerRecord<>(
            Topic.CONNECT_EVENTS.topicName(), event.subject(), EventJson.write(event)));
    producer.flush();
    return event;
  }

  private static int awaitCosigned(Event<?> event) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                auditor()
                    .get("/v1/audit/events/" + event.id() + "/proof?cosigned=1")
                    .then()
                    .statusCode(200));
    return auditor().get("/v1/audit/events/" + event.id()).path("leafIndex");
  }

  private static Verifier verifier() {
    return new Verifier(
        NoteKey.parse(given().get("/v1/audit/keys").asString()),
        List.of(WitnessResource.witnessKey()));
  }

  private static String checkpoint() {
    return given()
        .get("/v1/audit/checkpoint?cosigned=1")
        .then()
        .statusCode(200)
        .extract()
        .asString();
  }

  private static Verdict wholeLedger(String... kept) {
    return verifier()
        .ledger(
            new Verifier.Published() {
              @Override
              public String checkpoint() {
                return TamperIT.checkpoint();
              }

              @Override
              public byte[] tile(String name) {
                return given().get("/v1/audit/tile/" + name).asByteArray();
              }
            },
            List.of(kept));
  }

  private static List<String> export() {
    return auditor()
        .get("/v1/audit/export?format=ndjson&cosigned=1")
        .then()
        .statusCode(200)
        .extract()
        .asString()
        .lines()
        .toList();
  }

  private void change(String... statements) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String sql : statements) {
        statement.execute(sql);
      }
      connection.commit();
      connection.setAutoCommit(true);
    }
  }

  @Test
  @Order(1)
  void everythingIsCosignedAndProvenAndTheExportHasNoMissingTail() {
    Instant before = Instant.now();
    Event<?> event = send();
    awaitCosigned(event);
    String kept = checkpoint();
    awaitCosigned(send());
    Verdict whole = wholeLedger(kept);
    assertThat(whole.summary()).contains("signed and witness.example cosigned");
    assertThat(whole.proven()).isTrue();
    String proof = auditor().get("/v1/audit/events/" + event.id() + "/proof?cosigned=1").asString();
    assertThat(verifier().proof(proof).proven()).isTrue();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              Verdict export = verifier().export(export().iterator(), before);
              assertThat(export.summary()).contains("none missing up to number");
              assertThat(export.proven()).isTrue();
            });
    given()
        .get("/q/health/ready")
        .then()
        .statusCode(200)
        .body(
            "checks.find { it.name == 'ledger' }.data.'witness witness.example'",
            startsWith("cosigned "));
    assertThat(given().get("/q/metrics").asString())
        .contains("delega_audit_witness_up{witness=\"witness.example\"} 1.0");
  }

  @Test
  @Order(2)
  void aHeadIsLoggedOncePerChangeAndNotForItself() {
    awaitCosigned(send());
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                auditor()
                    .get("/v1/audit/events?type=audit.head&order=desc&limit=1")
                    .then()
                    .body("items", hasSize(1))
                    .body("items[0].actor.id", equalTo("audit")));
    Map<String, Object> head =
        auditor()
            .get("/v1/audit/events?type=audit.head&order=desc&limit=1")
            .jsonPath()
            .getMap("items[0]");
    Map<?, ?> data = (Map<?, ?>) head.get("data");
    Map<String, Object> counted =
        auditor().get("/v1/audit/events/" + data.get("lastEvent")).jsonPath().getMap("");
    assertThat(counted.get("agencySequence")).isEqualTo(data.get("agencySequence"));
  }

  static Stream<Arguments> tamperings() {
    return Stream.of(
        Arguments.of(
            "a changed byte",
            "UPDATE entry SET leaf = set_byte(leaf, 5, 255 - get_byte(leaf, 5))"
                + " WHERE leaf_index = {0}",
            "entry {0} is not the one in the tree"),
        Arguments.of(
            "a dropped row", "DELETE FROM entry WHERE leaf_index = {0}", " entries instead of "),
        Arguments.of(
            "two swapped rows",
            "UPDATE entry SET leaf_index = -1 WHERE leaf_index = {0};"
                + " UPDATE entry SET leaf_index = {0} WHERE leaf_index = {0} - 1;"
                + " UPDATE entry SET leaf_index = {0} - 1 WHERE leaf_index = -1",
            "entry {0} is not the one in the tree"),
        Arguments.of(
            "a replayed row",
            "UPDATE entry SET leaf = (SELECT leaf FROM entry WHERE leaf_index = {0} - 1)"
                + " WHERE leaf_index = {0}",
            "entry {0} is not the one in the tree"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tamperings")
  @Order(3)
  void findsInTheDatabase(String what, String sql, String found) throws SQLException {
    awaitCosigned(send());
    int leaf = awaitCosigned(send());
    change("CREATE TABLE kept_entry AS SELECT * FROM entry");
    try {
      change(sql.replace("{0}", Integer.toString(leaf)));
      Verdict verdict = wholeLedger();
      assertThat(verdict.summary()).startsWith("NOT PROVEN: the ledger is not what its checkpoint");
      assertThat(verdict.details())
          .anyMatch(detail -> detail.contains(found.replace("{0}", Integer.toString(leaf))));
    } finally {
      change(
          "DELETE FROM entry WHERE event_id IN (SELECT event_id FROM kept_entry)",
          "INSERT INTO entry SELECT * FROM kept_entry",
          "DROP TABLE kept_entry");
    }
    assertThat(wholeLedger().proven()).isTrue();
  }

  @Test
  @Order(4)
  void aDatabaseThatIsPutBackUnderneathEndsTheSigning() throws SQLException {
    awaitCosigned(send());
    change(
        Stream.concat(
                Stream.of("SELECT 1 FROM tree_head FOR UPDATE"),
                TABLES.stream()
                    .map(table -> "CREATE TABLE kept_" + table + " AS SELECT * FROM " + table))
            .toArray(String[]::new));
    awaitCosigned(send());
    String kept = checkpoint();
    change(
        TABLES.stream()
            .flatMap(
                table ->
                    Stream.of(
                        "DELETE FROM " + table,
                        "INSERT INTO " + table + " SELECT * FROM kept_" + table))
            .toArray(String[]::new));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                given()
                    .get("/q/health/ready")
                    .then()
                    .statusCode(503)
                    .body(
                        "checks.find { it.name == 'ledger' }.data.reason",
                        // Anchor and witness both find it; which is first is chance.
                        matchesPattern(
                            "(the tree has \\d+ entries, but a checkpoint of \\d+ was signed"
                                + "|the first \\d+ entries are not those"
                                + "|witness witness.example cosigned a checkpoint of \\d+ entries)"
                                + ".*")));
    String last = checkpoint();
    send();
    assertThat(wholeLedger(kept).summary()).startsWith("NOT PROVEN: the ledger has shrunk from ");
    assertThat(checkpoint()).isEqualTo(last);
  }
}
