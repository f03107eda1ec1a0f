package io.delega.audit.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delega.audit.AuditConfig;
import io.delega.audit.AuditKeys;
import io.delega.audit.Facts;
import io.delega.audit.OwnFacts;
import io.delega.audit.archive.ArchiveFolder;
import io.delega.audit.archive.Later;
import io.delega.testkit.DelegaResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is old is forgotten, what is held is not, and the ledger stays what it was. */
@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(AuditKeys.class)
@QuarkusTestResource(value = ArchiveFolder.class, restrictToAnnotatedClass = true)
class RetentionIT {
  private static final String RETENTION = "/v1/audit/retention";
  private static final String HOLDS = "/v1/audit/holds/";

  @Inject AuditConfig config;
  @Inject DataSource database;
  @Inject Later later;
  @Inject Holds holds;
  @Inject OwnFacts ownFacts;

  private final String client = Facts.client();
  private final String held = Facts.client();
  private final String name = "Demo person " + UUID.randomUUID();

  private static RequestSpecification admin() {
    return Facts.as("agency-a-admin").contentType("application/json");
  }

  @AfterEach
  void keepEverythingAgain() {
    admin().body("{\"days\": null}").put(RETENTION).then().statusCode(200);
  }

  private List<ObjectNode> send(String client, int count) {
    List<ObjectNode> facts =
        IntStream.range(0, count).mapToObj(i -> Facts.created("agency-a", client, name)).toList();
    Facts.send(facts);
    Facts.awaitListed("client=" + client, count);
    return facts;
  }

  private static String id(ObjectNode fact) {
    return fact.get("id").asText();
  }

  private long number(ObjectNode fact) throws Exception {
    return later.number("SELECT agency_sequence FROM entry WHERE event_id = '" + id(fact) + "'");
  }

  /** Until a head was logged behind this entry, which therefore may be forgotten. */
  private void awaitHeadBehind(long number) {
    // A head is only logged of what is new.
    Facts.send(List.of(Facts.created("agency-a", Facts.client(), "Demo")));
    await()
        .atMost(Facts.PATIENCE)
        .until(
            () ->
                later.number("SELECT number FROM logged_head WHERE agency = 'agency-a'") > number
                    && later.number("SELECT next FROM stream_cursor")
                        > later.number(
                            "SELECT leaf_index FROM entry WHERE agency = 'agency-a'"
                                + " AND agency_sequence = "
                                + number));
  }

  private void forgetWhatIsOldLater() throws Exception {
    forgetWhatIsOld(later.clock());
  }

  private void forgetWhatIsOld(Clock clock) throws Exception {
    Forgetting forgetting = new Forgetting(database, holds, later.rewriting(), ownFacts, clock);
    while (forgetting.next()) {
      ownFacts.send();
    }
  }

  private long keptFrom() throws Exception {
    return later.number("SELECT kept_from FROM agency_head WHERE agency = 'agency-a'");
  }

  private static void awaitFact(String type, String field, Object value) {
    await()
        .atMost(Facts.PATIENCE)
        .untilAsserted(
            () ->
                Facts.auditor()
                    .get("/v1/audit/events?order=desc&limit=1000&type=" + type)
                    .then()
                    .statusCode(200)
                    .body("items.data." + field, org.hamcrest.Matchers.hasItem(value)));
  }

  private void keepForDays(int days) {
    admin().body("{\"days\": " + days + "}").put(RETENTION).then().statusCode(200);
  }

  private void verifiesFrom(long first) {
    String export = Facts.auditor().get("/v1/audit/export?format=ndjson").asString();
    assertThat(export.lines().findFirst().orElseThrow()).contains("\"firstSequence\":" + first);
    var verdict = Facts.verifier().export(export.lines().iterator());
    assertThat(verdict.proven()).as("%s", verdict).isTrue();
    assertThat(verdict.summary()).contains("none missing");
    var whole = Facts.wholeLedger();
    assertThat(whole.proven()).as("%s", whole).isTrue();
  }

  private static void isForgotten(ObjectNode fact) {
    for (String path : List.of("", "/proof")) {
      Facts.auditor()
          .get("/v1/audit/events/" + id(fact) + path)
          .then()
          .statusCode(410)
          .body("code", equalTo("retention_expired"));
    }
  }

  @Test
  void theOldestAreForgottenUpToWhatIsHeldAndEverythingElseVerifies() throws Exception {
    List<ObjectNode> old = new ArrayList<>(send(client, 400));
    later.archive();
    assertThat(later.number("SELECT count(*) FROM archived")).isPositive();
    ObjectNode evidence = send(held, 1).get(0);
    List<ObjectNode> behind = send(client + "-2", 20);
    awaitHeadBehind(number(behind.get(19)));
    admin()
        .body("{\"reason\": \"Demo dispute of %s\", \"client\": \"%s\"}".formatted(name, held))
        .put(HOLDS + "case-4711")
        .then()
        .statusCode(201)
        .header("ETag", equalTo("\"1\""))
        .body("reason", equalTo("Demo dispute of " + name));
    keepForDays(400);
    long first = number(evidence);

    forgetWhatIsOldLater();
    assertThat(keptFrom()).isEqualTo(first);
    isForgotten(old.get(0));
    isForgotten(old.get(399));
    Facts.auditor().get("/v1/audit/events/" + id(evidence)).then().statusCode(200);
    Facts.auditor()
        .get("/v1/audit/events?client=" + client)
        .then()
        .statusCode(200)
        .body("items", hasSize(0));
    verifiesFrom(first);
    later.clearWaste();
    assertThat(allContent()).doesNotContain(id(old.get(0)));
    assertThat(
            later.number("SELECT count(*) FROM entry WHERE event LIKE '%" + id(old.get(0)) + "%'"))
        .isZero();
    awaitFact("audit.retention-applied", "keptFrom", (int) first);
    awaitFact("audit.hold-placed", "hold", "case-4711");

    // Redelivered, it is still the same leaf.
    Facts.send(old.subList(0, 3));
    ObjectNode next = send(client + "-3", 1).get(0);
    isForgotten(old.get(0));

    admin().delete(HOLDS + "case-4711").then().statusCode(204);
    long last = number(next);
    awaitHeadBehind(last);
    // What was told of the first forgetting bears its time, and is old itself by then.
    forgetWhatIsOld(Clock.offset(later.clock(), Duration.ofDays(4_000)));
    assertThat(keptFrom()).isGreaterThan(last);
    isForgotten(evidence);
    isForgotten(behind.get(19));
    awaitFact("audit.hold-released", "hold", "case-4711");
    verifiesFrom(keptFrom());
  }

  private String allContent() throws Exception {
    StringBuilder all = new StringBuilder();
    Path folder = config.archive().folder().orElseThrow().resolve("content");
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
          all.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
    }
    return all.toString();
  }

  @Test
  void nothingIsForgottenWithoutBeingOldEnough() throws Exception {
    ObjectNode fact = send(client, 5).get(0);
    awaitHeadBehind(number(fact));
    long before = keptFrom();
    keepForDays(36_500);
    forgetWhatIsOldLater();
    assertThat(keptFrom()).isEqualTo(before);
    Facts.auditor().get("/v1/audit/events/" + id(fact)).then().statusCode(200);
  }

  @Test
  void anAdminDecidesAndItIsInTheLedger() {
    admin().get(RETENTION).then().statusCode(200).body("days", nullValue());
    String tag =
        admin()
            .body("{\"days\": 365}")
            .put(RETENTION)
            .then()
            .statusCode(200)
            .extract()
            .header("ETag");
    awaitFact("audit.retention-changed", "days", 365);
    Facts.auditor().get(RETENTION).then().statusCode(200).body("days", equalTo(365));
    admin().header("If-Match", tag).body("{\"days\": 366}").put(RETENTION).then().statusCode(200);
    admin()
        .header("If-Match", tag)
        .body("{\"days\": 367}")
        .put(RETENTION)
        .then()
        .statusCode(412)
        .body("code", equalTo("version_mismatch"));
    Facts.auditor()
        .contentType("application/json")
        .body("{\"days\": 365}")
        .put(RETENTION)
        .then()
        .statusCode(403);
    for (String wrong : List.of("{\"days\": 29}", "{\"days\": 36501}", "{\"days\": \"x\"}", "[]")) {
      admin().body(wrong).put(RETENTION).then().statusCode(400);
    }
  }

  @Test
  void holdsAreAnAgencysOwn() {
    String path = HOLDS + "h-" + UUID.randomUUID();
    String body = "{\"reason\": \"Demo\", \"from\": \"2026-01-01T00:00:00Z\"}";
    admin().body(body).put(path).then().statusCode(201);
    String tag = admin().body(body).put(path).then().statusCode(200).extract().header("ETag");
    assertThat(tag).isEqualTo("\"2\"");
    admin().header("If-Match", "\"1\"").delete(path).then().statusCode(412);
    Facts.as("agency-b-admin").get(path).then().statusCode(404);
    Facts.as("agency-b-admin").delete(path).then().statusCode(404);
    Facts.as("agency-b-admin").get("/v1/audit/holds").then().body("items", hasSize(0));
    Facts.auditor().delete(path).then().statusCode(403);
    Facts.auditor().get(path).then().statusCode(200).body("from", equalTo("2026-01-01T00:00:00Z"));
    admin().header("If-Match", tag).delete(path).then().statusCode(204);
    admin().delete(path).then().statusCode(404);
    for (String wrong :
        List.of(
            "{}",
            "{\"reason\": \" \"}",
            "{\"reason\": \"x\", \"from\": \"2026-02-01T00:00:00Z\", \"to\": \"2026-01-01T00:00:00Z\"}",
            "{\"reason\": \"x\", \"until\": 1}")) {
      admin().body(wrong).put(path).then().statusCode(400);
    }
    admin().body(body).put(HOLDS + "No_Such").then().statusCode(400);
  }
}
