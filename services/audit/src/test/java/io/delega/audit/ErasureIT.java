package io.delega.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.delega.contracts.Actor;
import io.delega.contracts.ConnectEvent;
import io.delega.contracts.ConnectEvent.Person;
import io.delega.contracts.Event;
import io.delega.contracts.EventJson;
import io.delega.ledger.Verifier;
import io.delega.testkit.DelegaResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What is personal about a client is destroyed when it leaves; the ledger stays provable. */
@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(AuditKeys.class)
class ErasureIT {

  /** More than a piece of the work, so that it is done in several. */
  private static final int EVENTS = 2_100;

  @Inject DataSource database;

  private final String client = "cli_" + UUID.randomUUID();
  private final String name = "Demo person " + UUID.randomUUID();

  @Test
  void nothingPersonalIsLeftAndTheLedgerStillVerifies() throws SQLException {
    Event<?> first = created("agency-a", client);
    send(first);
    send(
        IntStream.range(1, EVENTS)
            .<Event<?>>mapToObj(i -> created("agency-a", client))
            .toArray(Event<?>[]::new));
    // The same name at another agency is another's.
    Event<?> elsewhere = created("agency-b", client);
    send(elsewhere);
    awaitEntry("agency-b-auditor", elsewhere);
    awaitEntry("agency-a-auditor", first);
    Facts.as("agency-a-auditor")
        .get("/v1/audit/events/" + first.id())
        .then()
        .body("data.personal.name", equalTo(name));

    Event<?> left =
        Event.of(
            "connect",
            client,
            "agency-a",
            new Actor("user", "admin"),
            2,
            new ConnectEvent.ClientOffboarded(client, "crt_1"),
            Clock.systemUTC());
    send(left);
    awaitEntry("agency-a-auditor", left);
    Facts.as("agency-a-auditor")
        .get("/v1/audit/events/" + first.id())
        .then()
        .statusCode(200)
        .body("data.personal", nullValue());
    Event<?> late = created("agency-a", client);
    send(late);

    await()
        .atMost(Facts.PATIENCE)
        .untilAsserted(
            () ->
                Facts.as("agency-a-auditor")
                    .get("/v1/audit/events?type=audit.erased&client=" + client)
                    .then()
                    .body("items.data.client", contains(client))
                    .body("items.actor.id", contains("admin")));
    awaitEntry("agency-a-auditor", late);
    Facts.as("agency-a-auditor")
        .get("/v1/audit/events/" + late.id())
        .then()
        .body("data.personal", nullValue());
    assertThat(count("personal IS NOT NULL OR digest_salt IS NOT NULL")).isZero();
    assertThat(count("personal IS NULL")).isEqualTo(EVENTS + 1);
    assertThat(keys()).containsExactly("agency-b");

    Verifier verifier = Facts.verifier();
    String export =
        Facts.as("agency-a-auditor")
            .get("/v1/audit/export?format=ndjson&client=" + client)
            .asString();
    assertThat(export).contains(first.id(), late.id()).doesNotContain(name);
    for (Event<?> each : List.of(first, late, left)) {
      String proof =
          Facts.as("agency-a-auditor").get("/v1/audit/events/" + each.id() + "/proof").asString();
      assertThat(verifier.proof(proof).proven()).as(proof).isTrue();
    }
    Facts.as("agency-b-auditor")
        .get("/v1/audit/events/" + elsewhere.id())
        .then()
        .body("data.personal.name", equalTo(name));
  }

  private Event<?> created(String agency, String id) {
    return Event.of(
        "connect",
        id,
        agency,
        Actor.service("connect"),
        1,
        new ConnectEvent.ClientCreated(id, "it", new Person(name, "demo@example.test", null)),
        Clock.systemUTC());
  }

  private static void awaitEntry(String auditor, Event<?> event) {
    await()
        .atMost(Facts.PATIENCE)
        .untilAsserted(
            () ->
                Facts.as(auditor)
                    .get("/v1/audit/events/" + event.id() + "/proof")
                    .then()
                    .statusCode(200));
  }

  private static void send(Event<?>... events) {
    Facts.send(Arrays.stream(events).map(EventJson::toTree).toList());
  }

  private int count(String condition) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT count(*) FROM entry WHERE agency = 'agency-a' AND personal_owner = ?"
                    + " AND ("
                    + condition
                    + ")")) {
      select.setString(1, client);
      try (ResultSet found = select.executeQuery()) {
        found.next();
        return found.getInt(1);
      }
    }
  }

  private List<String> keys() throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement select =
            connection.prepareStatement("SELECT agency FROM personal_key WHERE owner = ?")) {
      select.setString(1, client);
      try (ResultSet found = select.executeQuery()) {
        List<String> agencies = new ArrayList<>();
        while (found.next()) {
          agencies.add(found.getString(1));
        }
        return agencies;
      }
    }
  }
}
