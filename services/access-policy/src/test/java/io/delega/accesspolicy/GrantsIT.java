package io.delega.accesspolicy;

import static io.delega.accesspolicy.Wire.as;
import static io.delega.accesspolicy.Wire.withToken;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import com.fasterxml.jackson.databind.JsonNode;
import io.delega.contracts.AccessRequest;
import io.delega.contracts.Actor;
import io.delega.contracts.ConnectEvent;
import io.delega.contracts.EnforcementState;
import io.delega.contracts.Event;
import io.delega.contracts.EventData;
import io.delega.contracts.EventJson;
import io.delega.contracts.Limits;
import io.delega.contracts.Permission;
import io.delega.contracts.Topic;
import io.delega.testkit.DelegaResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(ClientTokens.class)
class GrantsIT {
  private static final String SUPPORT = "/mail/support%40example.test/messages";
  private static final String OTHER = "/mail/boss%40example.test/messages";

  private EnforcementPoint point;
  private Platform platform;

  @BeforeEach
  void start() {
    point = EnforcementPoint.start();
    platform = new Platform();
  }

  @AfterEach
  void stop() {
    point.close();
  }

  @Test
  void aConsentBecomesAGrantThatCanBeExplainedAndRevoked() {
    String grant = platform.consent();
    assertThat(Wire.policyEventTypes(platform.connection))
        .containsExactly("consent.enforced", "grant.created");
    as("agency-a-backend")
        .get("/v1/grants/" + grant)
        .then()
        .statusCode(200)
        .body("state", equalTo("active"))
        .body("assistantName", equalTo("Bot"))
        .body("client", equalTo(platform.client))
        .body("source", equalTo("consent"))
        .body("approval", equalTo("none"))
        .body("permissions[0].operation", equalTo("mail.messages.list"));
    platform
        .explain(SUPPORT)
        .body("decision", equalTo("allowed"))
        .body("grant", equalTo(grant))
        .body("operation", equalTo("mail.messages.list"));
    platform.explain(OTHER).body("code", equalTo("resource_not_granted"));
    platform.explain("/nowhere").body("code", equalTo("no_operation"));
    platform.explain("/a/../mail").body("code", equalTo("path_not_canonical"));

    as("agency-a-auditor").get("/v1/grants/" + grant + "/receipt").then().statusCode(404);
    String revokedAt =
        Platform.revoke(grant)
            .statusCode(200)
            .body("enforcementPoints.confirmed", greaterThanOrEqualTo(1))
            .extract()
            .path("revokedAt");
    Platform.revoke(grant).statusCode(200).body("revokedAt", equalTo(revokedAt));
    platform.explain(SUPPORT).body("code", equalTo("revoked"));
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertThat(Wire.policyEventTypes(platform.connection))
                    .containsExactly(
                        "consent.enforced",
                        "grant.created",
                        "grant.revoked",
                        "revocation.enforced"));
    Map<String, String> told =
        Wire.policyEvents(platform.connection).stream()
            .collect(Collectors.toMap(event -> event.type(), event -> event.id()));
    as("agency-a-auditor")
        .get("/v1/grants/" + grant + "/receipt")
        .then()
        .statusCode(200)
        .body("revokedAt", equalTo(revokedAt))
        .body(
            "receipt",
            equalTo(
                Map.of(
                    "revoked", told.get("grant.revoked"),
                    "blocked", told.get("revocation.enforced"))));
    as("agency-b-admin").get("/v1/grants/" + grant + "/receipt").then().statusCode(404);
  }

  @Test
  void anAgencyGrantsOnlyWithinTheConsent() {
    platform.consent(new Limits(null, 60, null));
    String made =
        platform
            .grant(platform.assistant, Platform.SUPPORT)
            .statusCode(201)
            .body("limits.requestsPerMinute", equalTo(60))
            .body("source", equalTo("agency"))
            .extract()
            .path("id");
    as("agency-a-auditor")
        .get("/v1/grants?state=active&connection=" + platform.connection)
        .then()
        .body("items.id", hasItem(made))
        .body("items", hasSize(2));
    platform
        .grant(platform.assistant, Platform.list("boss@example.test"))
        .statusCode(403)
        .body("code", equalTo("consent_required"));
    platform
        .grant(Platform.assistant(), Platform.SUPPORT)
        .statusCode(403)
        .body("code", equalTo("consent_required"));
    platform
        .grant(
            Map.of(
                "assistant",
                platform.assistant,
                "permissions",
                List.of(Platform.SUPPORT),
                "limits",
                Map.of("requestsPerMinute", 61)))
        .statusCode(403);
  }

  /** The agency redefines an operation of its own provider after the client agreed to it. */
  @Test
  void whatAnOperationBecameLaterIsNotWhatTheClientAgreedTo() {
    String provider = "own-" + UUID.randomUUID().toString().substring(0, 8);
    define(provider, 1, "/notes", 1);
    consent(provider, 1L);
    explain("/notes").body("decision", equalTo("allowed"));
    define(provider, 2, "/everything", 2);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> explain("/everything").body("code", equalTo("operation_changed")));
    platform.grant(platform.assistant, new Permission("notes.list", Map.of())).statusCode(201);
    explain("/everything")
        .body("code", equalTo("operation_changed"))
        .body("grants[0].kept.by", equalTo("changed"))
        .body("needed[0].by", equalTo("client"));
    consent(provider, 2L);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> explain("/everything").body("decision", equalTo("allowed")));
  }

  private static void define(String provider, long version, String path, long since) {
    JsonNode definition =
        EventJson.mapper()
            .valueToTree(
                Map.of(
                    "id",
                    provider,
                    "name",
                    "Notes",
                    "auth",
                    Map.of("mode", "api-key", "apiKey", Map.of("header", "X-Api-Key")),
                    "api",
                    Map.of("baseUrl", "https://api.example.test"),
                    "operations",
                    List.of(
                        Map.of(
                            "name",
                            "notes.list",
                            "method",
                            "GET",
                            "path",
                            path,
                            "access",
                            "read"))));
    Wire.send(
        Event.of(
            "connect",
            "agency-a/" + provider,
            "agency-a",
            new Actor(Actor.USER, "somebody"),
            version,
            new ConnectEvent.ProviderDefined(
                provider, version, definition, Map.of("notes.list", since)),
            Clock.systemUTC()));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                Wire.state("provider/agency-a/" + provider)
                        instanceof EnforcementState.Provider known
                    && known.version() == version);
  }

  private void consent(String provider, long definition) {
    Event<EventData> event =
        Wire.established(
            platform.connection,
            platform.client,
            provider,
            definition,
            new AccessRequest(
                platform.assistant,
                "Bot",
                List.of(new Permission("notes.list", Map.of())),
                Limits.NONE));
    long before = consentsEnforced();
    Wire.send(event);
    await().atMost(Duration.ofSeconds(30)).until(() -> consentsEnforced() > before);
  }

  private long consentsEnforced() {
    return Wire.policyEventTypes(platform.connection).stream()
        .filter("consent.enforced"::equals)
        .count();
  }

  private ValidatableResponse explain(String path) {
    return platform.explain(path);
  }

  @Test
  void saysWhatABodyGetsWrong() {
    platform.consent();
    as("agency-a-admin")
        .body("{}")
        .post("/v1/grants")
        .then()
        .statusCode(400)
        .body("field", equalTo("assistant"));
    Map<String, Object> good =
        Map.of("assistant", platform.assistant, "permissions", List.of(Platform.SUPPORT));
    for (Map.Entry<String, Object> odd :
        Map.<String, Object>of("approval", "each", "response", Map.of("redact", List.of("/x")))
            .entrySet()) {
      Map<String, Object> body = new java.util.HashMap<>(good);
      body.put(odd.getKey(), odd.getValue());
      platform
          .grant(body)
          .statusCode(400)
          .body("code", equalTo("unsupported"))
          .body("field", equalTo(odd.getKey()));
    }
    platform
        .grant(
            Map.of(
                "assistant",
                platform.assistant,
                "permissions",
                List.of(Map.of("operation", "mail.burn"))))
        .statusCode(400)
        .body("field", equalTo("permissions[0]"));
  }

  @Test
  void aRedeliveredEventDoublesNothing() {
    platform.consent();
    Wire.send(platform.event);
    Platform after = new Platform();
    after.consent();
    as("agency-a-operator")
        .get("/v1/grants?connection=" + platform.connection)
        .then()
        .body("items", hasSize(1));
    assertThat(Wire.policyEventTypes(platform.connection))
        .containsExactly("consent.enforced", "grant.created");
  }

  @Test
  void anUnreadableRecordIsSetAside() {
    String poison = "poison " + UUID.randomUUID();
    Wire.send("x", poison.getBytes(StandardCharsets.UTF_8));
    platform.consent();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                Wire.all(Topic.CONNECT_EVENTS.deadLetterTopic()).stream()
                    .anyMatch(
                        letter ->
                            new String(letter.value(), StandardCharsets.UTF_8).equals(poison)));
  }

  @Test
  void aClientSeesAndStopsItsOwnAndTheAgencyCannotGoOn() {
    String grant = platform.consent();
    String stranger = ClientTokens.of("cli_stranger");
    withToken(stranger).get("/v1/grants").then().statusCode(200).body("items", empty());
    withToken(stranger).get("/v1/grants/" + grant).then().statusCode(404);
    withToken(stranger).post("/v1/grants/" + grant + "/revoke").then().statusCode(404);
    String own = ClientTokens.of(platform.client);
    withToken(own).get("/v1/grants").then().statusCode(200).body("items.id", hasItem(grant));
    withToken(own).get("/v1/assistants").then().statusCode(403);
    withToken(own).post("/v1/grants/" + grant + "/revoke").then().statusCode(200);
    platform
        .grant(platform.assistant, Platform.SUPPORT)
        .statusCode(403)
        .body("code", equalTo("consent_required"));
  }

  @Test
  void connectRevokesAWholeConnection() {
    String grant = platform.consent();
    Map<String, Object> body =
        Map.of(
            "agency",
            "agency-a",
            "reason",
            "revoked_by_client",
            "actor",
            new Actor(Actor.CLIENT, platform.client));
    String path = "/internal/connections/" + platform.connection + "/revoke";
    as("agency-a-admin").body(body).post(path).then().statusCode(403);
    String at =
        as("service-connect")
            .body(body)
            .post(path)
            .then()
            .statusCode(200)
            .body("enforcementPoints.confirmed", greaterThanOrEqualTo(1))
            .extract()
            .path("revokedAt");
    as("service-connect").body(body).post(path).then().body("revokedAt", equalTo(at));
    as("agency-a-admin").get("/v1/grants/" + grant).then().body("state", equalTo("revoked"));
    platform
        .grant(platform.assistant, Platform.SUPPORT)
        .statusCode(409)
        .body("code", equalTo("connection_revoked"));
    platform.explain(SUPPORT).body("decision", equalTo("denied"));
  }

  @Test
  void aConnectionRevokedBeforeItIsEstablishedStaysRevoked() {
    as("service-connect")
        .body(
            Map.of(
                "agency", "agency-a", "reason", "r", "actor", new Actor(Actor.SERVICE, "connect")))
        .post("/internal/connections/" + platform.connection + "/revoke")
        .then()
        .statusCode(200);
    Wire.send(Wire.established(platform.connection, platform.client));
    new Platform().consent();
    assertThat(Wire.policyEventTypes(platform.connection)).containsExactly("revocation.enforced");
  }

  @Test
  void aGrantExpiresByItself() {
    String grant = platform.consent(new Limits(Instant.now().plusSeconds(8), null, null));
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> assertThat(Wire.policyEventTypes(platform.connection)).contains("grant.expired"));
    as("agency-a-admin").get("/v1/grants/" + grant).then().body("state", equalTo("expired"));
    platform.explain(SUPPORT).body("code", equalTo("grant_expired"));
  }

  @Test
  void anAssistantIsOneIdentityAndTakesItsGrantsAlong() {
    String subject = "sub-" + UUID.randomUUID();
    Map<String, String> body = Map.of("name", "A", "subject", subject);
    String id =
        as("agency-a-operator")
            .body(body)
            .post("/v1/assistants")
            .then()
            .statusCode(201)
            .body("issuer", equalTo(DelegaResource.issuer().issuer()))
            .body("state", equalTo("active"))
            .extract()
            .path("id");
    as("agency-a-admin").body(body).post("/v1/assistants").then().statusCode(409);
    as("agency-b-admin").body(body).post("/v1/assistants").then().statusCode(201);
    as("agency-a-admin").delete("/v1/assistants/" + id).then().statusCode(204);
    as("agency-a-admin").get("/v1/assistants/" + id).then().statusCode(404);
    as("agency-a-admin").body(body).post("/v1/assistants").then().statusCode(201);

    String grant = platform.consent();
    as("agency-a-admin").delete("/v1/assistants/" + platform.assistant).then().statusCode(204);
    as("agency-a-admin").get("/v1/grants/" + grant).then().body("state", equalTo("revoked"));
  }

  @Test
  void anotherAgencyFindsNothing() {
    String grant = platform.consent();
    as("agency-b-admin").get("/v1/grants").then().statusCode(200).body("items", empty());
    as("agency-b-admin").get("/v1/grants/" + grant).then().statusCode(404);
    as("agency-b-admin").post("/v1/grants/" + grant + "/revoke").then().statusCode(404);
    as("agency-b-admin").get("/v1/assistants/" + platform.assistant).then().statusCode(404);
    as("agency-b-admin").delete("/v1/assistants/" + platform.assistant).then().statusCode(404);
    as("agency-b-admin")
        .body(
            Map.of(
                "connection",
                platform.connection,
                "assistant",
                platform.assistant,
                "permissions",
                List.of(Platform.SUPPORT)))
        .post("/v1/grants")
        .then()
        .statusCode(404);
  }

  @ParameterizedTest
  @CsvSource({
    "POST,   /v1/assistants,            backend",
    "POST,   /v1/assistants,            auditor",
    "GET,    /v1/assistants,            assistant1",
    "DELETE, /v1/assistants/ast_x,      auditor",
    "POST,   /v1/grants,                backend",
    "POST,   /v1/grants,                auditor",
    "GET,    /v1/grants,                assistant1",
    "POST,   /v1/grants/gra_x/revoke,   backend",
    "POST,   /v1/decisions/explain,     assistant1",
  })
  void refusesWhoMayNot(String method, String path, String role) {
    given().request(method, path).then().statusCode(401).body("code", equalTo("unauthenticated"));
    as("agency-a-" + role).body("{}").request(method, path).then().statusCode(403);
  }
}
