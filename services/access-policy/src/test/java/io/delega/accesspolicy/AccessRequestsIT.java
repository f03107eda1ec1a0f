package io.delega.accesspolicy;

import static io.delega.accesspolicy.Wire.as;
import static io.delega.accesspolicy.Wire.withToken;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.delega.contracts.Actor;
import io.delega.contracts.Event;
import io.delega.contracts.PolicyEvent;
import io.delega.testkit.DelegaResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(ClientTokens.class)
class AccessRequestsIT {
  private static final String REQUESTS = "/v1/access-requests";
  private static final String BOSS = "/mail/boss%40example.test/messages";

  private EnforcementPoint point;
  private Platform platform;
  private String client;

  @BeforeEach
  void start() {
    point = EnforcementPoint.start();
    platform = new Platform();
    platform.consent();
    client = ClientTokens.of(platform.client);
  }

  @AfterEach
  void stop() {
    point.close();
  }

  private Map<String, Object> body() {
    Map<String, Object> body = new HashMap<>();
    body.put("connection", platform.connection);
    body.put("assistant", platform.assistant);
    body.put("permissions", List.of(Platform.list("boss@example.test")));
    body.put("limits", Map.of("requestsPerMinute", 5));
    body.put("reason", "To answer the boss too.");
    return body;
  }

  private static ValidatableResponse ask(Map<String, ?> body) {
    return as("agency-a-operator").body(body).post(REQUESTS).then();
  }

  private String asked() {
    return ask(body()).statusCode(201).extract().path("id");
  }

  private ValidatableResponse answer(String request, String word) {
    return withToken(client).post(REQUESTS + "/" + request + "/" + word).then();
  }

  private static ValidatableResponse seen(String request) {
    return as("agency-a-auditor").get(REQUESTS + "/" + request).then().statusCode(200);
  }

  private static List<String> told(String request) {
    return Wire.policyEventTypes(request);
  }

  private static void awaitTold(String request, String type) {
    await().atMost(Duration.ofSeconds(20)).until(() -> told(request).contains(type));
  }

  @Test
  void aClassOfOperationsIsAskedForByTheNamesItStandsFor() {
    Map<String, Object> body = body();
    body.put("permissions", List.of(Map.of("access", "read")));
    ask(body)
        .statusCode(201)
        .body("permissions[0].access", equalTo("read"))
        .body("permissions[0].operations", hasItem("mail.messages.list"));
    body.put("permissions", List.of(Map.of("access", "look")));
    ask(body).statusCode(400).body("code", equalTo("invalid_field"));
  }

  @Test
  void whatIsRefusedIsAskedForAndAcceptedByTheClient() {
    platform
        .grant(platform.assistant, Platform.list("boss@example.test"))
        .statusCode(403)
        .body("code", equalTo("consent_required"))
        .body("detail", containsString(REQUESTS));
    String request =
        ask(body())
            .statusCode(201)
            .body("id", startsWith("req_"))
            .body("state", equalTo("open"))
            .body("client", equalTo(platform.client))
            .body("assistantName", equalTo("Bot"))
            .body("reason", equalTo("To answer the boss too."))
            .body("expiresAt", notNullValue())
            .body("grant", nullValue())
            .extract()
            .path("id");
    platform.explain(BOSS).body("code", equalTo("resource_not_granted"));
    withToken(client)
        .get(REQUESTS + "?state=open")
        .then()
        .statusCode(200)
        .body("items.id", contains(request))
        .body("items[0].permissions[0].resources.mailbox", contains("boss@example.test"));

    String grant =
        answer(request, "accept")
            .statusCode(200)
            .body("state", equalTo("accepted"))
            .extract()
            .path("grant");
    platform.explain(BOSS).body("decision", equalTo("allowed")).body("grant", equalTo(grant));
    as("agency-a-auditor")
        .get("/v1/grants/" + grant)
        .then()
        .body("source", equalTo("consent"))
        .body("limits.requestsPerMinute", equalTo(5));
    answer(request, "accept").statusCode(200).body("grant", equalTo(grant));
    answer(request, "decline").statusCode(409).body("code", equalTo("request_ended"));
    as("agency-a-operator")
        .post(REQUESTS + "/" + request + "/withdraw")
        .then()
        .statusCode(409)
        .body("code", equalTo("request_ended"));
    as("agency-a-auditor")
        .get("/v1/grants?connection=" + platform.connection)
        .then()
        .body("items", hasSize(2));
    awaitTold(request, "access.accepted");
    assertThat(told(request)).containsExactly("access.accepted", "access.requested");
    assertThat(Wire.policyEvents(grant))
        .filteredOn(event -> event.data() instanceof PolicyEvent.GrantCreated)
        .singleElement()
        .satisfies(
            event -> assertThat(event.actor()).isEqualTo(new Actor(Actor.CLIENT, platform.client)));
    assertThat(Wire.policyEvents(request))
        .extracting(Event::data)
        .contains(
            new PolicyEvent.AccessAccepted(
                request, platform.assistant, platform.connection, platform.client, grant));
  }

  @Test
  void withinWhatWasAcceptedTheAgencyGrantsByItself() {
    answer(asked(), "accept").statusCode(200);
    platform
        .grant(platform.assistant, Platform.list("boss@example.test"))
        .statusCode(201)
        .body("limits.requestsPerMinute", equalTo(5));
  }

  @Test
  void whoeverPressesTwiceGetsOneGrant() {
    String request = asked();
    ExecutorService hands = Executors.newFixedThreadPool(4);
    List<String> grants;
    try {
      List<Future<String>> pressed =
          Stream.generate(() -> hands.submit(() -> accepted(request))).limit(4).toList();
      grants = pressed.stream().map(AccessRequestsIT::value).distinct().toList();
    } finally {
      hands.shutdown();
    }
    assertThat(grants).hasSize(1);
    as("agency-a-auditor")
        .get("/v1/grants?connection=" + platform.connection)
        .then()
        .body("items", hasSize(2));
  }

  private String accepted(String request) {
    return answer(request, "accept").statusCode(200).extract().path("grant");
  }

  private static String value(Future<String> pressed) {
    try {
      return pressed.get(60, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatTheClientDeclinesChangesNothing() {
    String request = asked();
    answer(request, "decline").statusCode(200).body("state", equalTo("declined"));
    answer(request, "decline").statusCode(200).body("endedAt", notNullValue());
    answer(request, "accept").statusCode(409).body("code", equalTo("request_ended"));
    platform.explain(BOSS).body("code", equalTo("resource_not_granted"));
    platform
        .grant(platform.assistant, Platform.list("boss@example.test"))
        .statusCode(403)
        .body("code", equalTo("consent_required"));
    seen(request).body("state", equalTo("declined")).body("grant", nullValue());
    awaitTold(request, "access.declined");
    assertThat(told(request)).containsExactly("access.declined", "access.requested");
  }

  @Test
  void whatTheAgencyTakesBackNobodyCanAccept() {
    String request = asked();
    for (int i = 0; i < 2; i++) {
      as("agency-a-operator")
          .post(REQUESTS + "/" + request + "/withdraw")
          .then()
          .statusCode(200)
          .body("state", equalTo("withdrawn"));
    }
    answer(request, "accept").statusCode(409).body("code", equalTo("request_ended"));
    withToken(client).get(REQUESTS + "?state=open").then().body("items", empty());
    awaitTold(request, "access.withdrawn");
    assertThat(told(request)).containsExactly("access.requested", "access.withdrawn");
  }

  @Test
  void onlyTheClientItselfAnswers() {
    String request = asked();
    for (String word : List.of("accept", "decline")) {
      String path = REQUESTS + "/" + request + "/" + word;
      for (String role : List.of("admin", "operator", "backend", "assistant1")) {
        as("agency-a-" + role).post(path).then().statusCode(403);
      }
      withToken(ClientTokens.of("cli_stranger")).post(path).then().statusCode(404);
      given().post(path).then().statusCode(401);
    }
    as("agency-a-backend").body(body()).post(REQUESTS).then().statusCode(403);
    as("agency-a-auditor").post(REQUESTS + "/" + request + "/withdraw").then().statusCode(403);
    as("agency-a-assistant1").get(REQUESTS).then().statusCode(403);
    withToken(client).post(REQUESTS + "/" + request + "/withdraw").then().statusCode(403);
    withToken(client).body(body()).post(REQUESTS).then().statusCode(403);
    withToken(ClientTokens.of("cli_stranger")).get(REQUESTS).then().body("items", empty());
    withToken(ClientTokens.of("cli_stranger")).get(REQUESTS + "/" + request).then().statusCode(404);
    withToken(ClientTokens.of("cli_stranger"))
        .get(REQUESTS + "?client=" + platform.client)
        .then()
        .body("items", empty());
    as("agency-b-admin").get(REQUESTS).then().body("items", empty());
    as("agency-b-admin").get(REQUESTS + "/" + request).then().statusCode(404);
    as("agency-b-admin").post(REQUESTS + "/" + request + "/withdraw").then().statusCode(404);
    as("agency-b-admin").body(body()).post(REQUESTS).then().statusCode(404);
    seen(request).body("state", equalTo("open"));
  }

  @Test
  void afterARevocationThereIsNothingToAgreeTo() {
    String request = asked();
    as("service-connect")
        .body(
            Map.of(
                "agency", "agency-a", "reason", "r", "actor", new Actor(Actor.SERVICE, "connect")))
        .post("/internal/connections/" + platform.connection + "/revoke")
        .then()
        .statusCode(200);
    answer(request, "accept").statusCode(409);
    ask(body()).statusCode(409).body("code", equalTo("connection_revoked"));
    awaitTold(request, "access.expired");
    seen(request).body("state", equalTo("expired"));
    answer(request, "accept").statusCode(409).body("code", equalTo("request_ended"));
    assertThat(Wire.policyEvents(request))
        .extracting(Event::data)
        .contains(
            new PolicyEvent.AccessExpired(
                request,
                platform.assistant,
                platform.connection,
                platform.client,
                "connection_revoked"));
  }

  @Test
  void whatIsNotAnsweredLapses() {
    Map<String, Object> soon = body();
    soon.put("expiresIn", 1);
    String request = ask(soon).statusCode(201).extract().path("id");
    Map<String, Object> limited = body();
    limited.put("limits", Map.of("expiresAt", Instant.now().plusSeconds(2)));
    String brief = ask(limited).statusCode(201).extract().path("id");
    awaitTold(request, "access.expired");
    seen(request).body("state", equalTo("expired"));
    answer(request, "accept").statusCode(409).body("code", equalTo("request_ended"));
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> answer(brief, "accept").statusCode(409).body("code", equalTo("request_ended")));
    as("agency-a-admin").delete("/v1/assistants/" + platform.assistant).then().statusCode(204);
    answer(brief, "accept").statusCode(409);
    awaitTold(brief, "access.expired");
  }

  @Test
  void isCheckedLikeAGrant() {
    wrong("permissions", List.of(), 400, "invalid_field");
    wrong("permissions", List.of(Map.of("operation", "mail.burn")), 400, "invalid_field");
    wrong("limits", Map.of("requestsPerMinute", 0), 400, "invalid_field");
    wrong("limits", Map.of("expiresAt", "2001-01-01T00:00:00Z"), 400, "invalid_field");
    wrong("reason", " ", 400, "invalid_field");
    wrong("reason", "r".repeat(501), 400, "invalid_field");
    wrong("expiresIn", 0, 400, "invalid_field");
    wrong("expiresIn", 91 * 86_400, 400, "invalid_field");
    wrong("state", "accepted", 400, "unknown_field");
    wrong("connection", "con_x", 404, "not_found");
    wrong("assistant", "ast_x", 404, "not_found");
    as("agency-a-admin")
        .post("/v1/assistants/" + platform.assistant + "/quarantine")
        .then()
        .statusCode(200);
    ask(body()).statusCode(409).body("code", equalTo("assistant_quarantined"));
  }

  private void wrong(String field, Object value, int status, String code) {
    Map<String, Object> body = body();
    body.put(field, value);
    ask(body).statusCode(status).body("code", equalTo(code));
  }

  @Test
  void aRepeatedRequestAsksOnceAndAClientIsNotWornDown() {
    String key = UUID.randomUUID().toString();
    String made = keyed(key, body()).statusCode(201).extract().path("id");
    keyed(key, body()).statusCode(201).body("id", equalTo(made));
    Map<String, Object> other = body();
    other.remove("reason");
    keyed(key, other).statusCode(422).body("code", equalTo("idempotency_key_reused"));
    for (int i = 1; i < 20; i++) {
      ask(body()).statusCode(201);
    }
    ask(body()).statusCode(409).body("code", equalTo("too_many_access_requests"));
    answer(made, "decline").statusCode(200);
    ask(body()).statusCode(201);
    as("agency-a-operator")
        .get(REQUESTS + "?state=open&limit=5&connection=" + platform.connection)
        .then()
        .body("items", hasSize(5))
        .body("next", notNullValue());
    as("agency-a-operator").get(REQUESTS + "?state=odd").then().statusCode(400);
  }

  private static ValidatableResponse keyed(String key, Map<String, ?> body) {
    return as("agency-a-operator").header("Idempotency-Key", key).body(body).post(REQUESTS).then();
  }
}
