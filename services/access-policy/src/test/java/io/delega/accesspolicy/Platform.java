package io.delega.accesspolicy;

import static io.delega.accesspolicy.Wire.as;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.hasSize;

import io.delega.contracts.AccessRequest;
import io.delega.contracts.Event;
import io.delega.contracts.EventData;
import io.delega.contracts.Ids;
import io.delega.contracts.Limits;
import io.delega.contracts.Permission;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One client's connection with one assistant, as the tests begin. */
final class Platform {
  static final Permission SUPPORT = list("support@example.test");
  static final Permission BOTH = list("support@example.test", "sales@example.test");

  final String client = Wire.id(Ids.CLIENT);
  final String connection = Wire.id(Ids.CONNECTION);
  final String assistant = assistant();
  Event<EventData> event;

  static Permission list(String... mailboxes) {
    return new Permission("mail.messages.list", Map.of("mailbox", List.of(mailboxes)));
  }

  static String assistant() {
    return as("agency-a-admin")
        .body(Map.of("name", "Bot", "subject", "sub-" + UUID.randomUUID()))
        .post("/v1/assistants")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  String consent(Limits limits) {
    return consent(limits, BOTH);
  }

  /** The client has agreed; answers its grant, which is in force. */
  String consent(Limits limits, Permission... agreed) {
    event =
        Wire.established(
            connection, client, new AccessRequest(assistant, "Bot", List.of(agreed), limits));
    Wire.send(event);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Wire.policyEventTypes(connection).contains("consent.enforced"));
    return as("agency-a-operator")
        .get("/v1/grants?connection=" + connection)
        .then()
        .statusCode(200)
        .body("items", hasSize(1))
        .extract()
        .path("items[0].id");
  }

  String consent() {
    return consent(Limits.NONE);
  }

  ValidatableResponse grant(String who, Permission... permissions) {
    return grant(Map.of("assistant", who, "permissions", List.of(permissions)));
  }

  ValidatableResponse grant(Map<String, ?> body) {
    Map<String, Object> whole = new HashMap<>(body);
    whole.putIfAbsent("connection", connection);
    return as("agency-a-operator").body(whole).post("/v1/grants").then();
  }

  static ValidatableResponse revoke(String grant) {
    return as("agency-a-operator").post("/v1/grants/" + grant + "/revoke").then();
  }

  ValidatableResponse explain(String path) {
    return as("agency-a-auditor")
        .body(
            Map.of("connection", connection, "assistant", assistant, "method", "GET", "path", path))
        .post("/v1/decisions/explain")
        .then()
        .statusCode(200);
  }
}
