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
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import io.delega.contracts.Actor;
import io.delega.contracts.ConnectEvent;
import io.delega.contracts.EnforcementState;
import io.delega.contracts.Event;
import io.delega.contracts.PolicyEvent;
import io.delega.testkit.DelegaResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What takes away without revoking: guardrails, quarantine, suspension, narrower grants. */
@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(ClientTokens.class)
class RestrictionsIT {
  private static final String SUPPORT = "/mail/support%40example.test/messages";
  private static final String NO_READING =
      "forbid(principal, action in Action::\"read\", resource) when { resource.client == \"%s\" };";

  private final String name = "rule-" + UUID.randomUUID();
  private EnforcementPoint point;
  private Platform platform;

  @BeforeEach
  void start() {
    point = EnforcementPoint.start();
    platform = new Platform();
  }

  @AfterEach
  void stop() {
    as("agency-a-admin").delete("/v1/guardrails/" + name);
    point.close();
  }

  private ValidatableResponse put(String text) {
    return as("agency-a-admin").body(Map.of("text", text)).put("/v1/guardrails/" + name).then();
  }

  private static List<EnforcementState.Guardrail> enforced(String key) {
    return ((EnforcementState.Guardrails) Wire.state(key)).guardrails();
  }

  @Test
  void aGuardrailIsInForceWhenItIsAnswered() {
    platform.consent();
    String text = NO_READING.formatted(platform.client);
    String tag =
        put(text)
            .statusCode(201)
            .body("owner", equalTo("agency"))
            .body("version", equalTo(1))
            .body("warnings", empty())
            .body("enforcement.enforcementPoints.confirmed", greaterThanOrEqualTo(1))
            .extract()
            .header("ETag");
    platform.explain(SUPPORT).body("code", equalTo("guardrail_forbids"));
    assertThat(enforced("guardrails/agency/agency-a"))
        .contains(new EnforcementState.Guardrail(name, "agency", text));
    put(text).statusCode(200).body("version", equalTo(1));
    as("agency-a-auditor")
        .get("/v1/guardrails/" + name)
        .then()
        .statusCode(200)
        .header("ETag", equalTo(tag))
        .body("text", equalTo(text));
    as("agency-a-auditor").get("/v1/guardrails").then().body("items.name", hasItem(name));
    as("agency-b-admin").get("/v1/guardrails/" + name).then().statusCode(404);
    as("agency-b-admin").get("/v1/guardrails").then().body("items.name", not(hasItem(name)));
    as("agency-a-operator")
        .body(Map.of("text", text))
        .put("/v1/guardrails/x")
        .then()
        .statusCode(403);
    as("agency-a-admin").delete("/v1/guardrails/" + name).then().statusCode(204);
    as("agency-a-admin").delete("/v1/guardrails/" + name).then().statusCode(404);
    platform.explain(SUPPORT).body("decision", equalTo("allowed"));
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertThat(Wire.policyEventTypes(name))
                    .containsExactly(
                        "guardrail.deleted",
                        "guardrail.set",
                        "restriction.enforced",
                        "restriction.enforced"));
  }

  @Test
  void aTextThatIsNoGuardrailIsRefusedWithItsPlace() {
    put("forbid(principal,\n action == Action::\"mail.messages.lst\", resource);")
        .statusCode(400)
        .body("code", equalTo("guardrail_invalid"))
        .body("detail", containsString("Line 2, column 12"))
        .body("detail", containsString("mail.messages.list"))
        .body("errors[0].line", equalTo(2))
        .body("errors[0].hint", containsString("did you mean"));
    put("permit(principal, action, resource);")
        .statusCode(400)
        .body("detail", containsString("can only forbid"));
    put("").statusCode(400).body("field", equalTo("text"));
    put("forbid(principal, action, resource);" + " ".repeat(20_000))
        .statusCode(400)
        .body("field", equalTo("text"));
    as("agency-a-admin")
        .body(Map.of("text", "forbid(principal, action, resource);"))
        .put("/v1/guardrails/Not%20a%20name")
        .then()
        .statusCode(400)
        .body("field", equalTo("name"));
    put("forbid(principal, action in Action::\"delete\", resource) when { 1 == 2 };")
        .statusCode(201)
        .body("warnings[0].message", containsString("impossible"));
    as("agency-a-admin")
        .contentType(ContentType.TEXT)
        .body("forbid(principal, action in Action::\"delete\", resource);")
        .put("/v1/guardrails/" + name)
        .then()
        .statusCode(200)
        .body("version", equalTo(2));
    as("agency-a-auditor")
        .get("/v1/guardrails/schema")
        .then()
        .statusCode(200)
        .body(containsString("action \"mail.messages.list\" in [Action::\"read\"]"));
  }

  @Test
  void twoWritersDoNotOverwriteEachOther() {
    String text = "forbid(principal, action in Action::\"delete\", resource);";
    put(text).statusCode(201);
    as("agency-a-admin")
        .header("If-Match", "\"7\"")
        .body(Map.of("text", text + " "))
        .put("/v1/guardrails/" + name)
        .then()
        .statusCode(412)
        .body("code", equalTo("version_mismatch"));
    as("agency-a-admin")
        .header("If-Match", "\"1\"")
        .body(Map.of("text", text + " "))
        .put("/v1/guardrails/" + name)
        .then()
        .statusCode(200)
        .body("version", equalTo(2));
    as("agency-a-admin")
        .header("If-Match", "\"1\"")
        .delete("/v1/guardrails/" + name)
        .then()
        .statusCode(412);
  }

  @Test
  void aClientSetsRulesOfItsOwnThatNoAgencyCanChange() {
    platform.consent();
    String text = "forbid(principal, action in Action::\"read\", resource);";
    String token = ClientTokens.of(platform.client);
    withToken(token)
        .body(Map.of("text", text))
        .put("/v1/guardrails/" + name)
        .then()
        .statusCode(201)
        .body("owner", equalTo("client"))
        .body("client", equalTo(platform.client));
    platform.explain(SUPPORT).body("code", equalTo("guardrail_forbids"));
    as("agency-a-admin").delete("/v1/guardrails/" + name).then().statusCode(404);
    as("agency-a-admin")
        .get("/v1/guardrails?client=" + platform.client)
        .then()
        .body("items.name", contains(name));
    Platform other = new Platform();
    other.consent();
    other.explain(SUPPORT).body("decision", equalTo("allowed"));
    withToken(ClientTokens.of(other.client)).get("/v1/guardrails").then().body("items", empty());
    withToken(token).delete("/v1/guardrails/" + name).then().statusCode(204);
    platform.explain(SUPPORT).body("decision", equalTo("allowed"));
  }

  @Test
  void theRulesOfAClientThatIsOffboardedAreForgotten() {
    String text = "forbid(principal, action in Action::\"delete\", resource);";
    withToken(ClientTokens.of(platform.client))
        .body(Map.of("text", text))
        .put("/v1/guardrails/" + name)
        .then()
        .statusCode(201);
    Wire.send(
        Event.of(
            "connect",
            platform.client,
            "agency-a",
            new Actor(Actor.USER, "somebody"),
            2,
            new ConnectEvent.ClientOffboarded(platform.client, "certificate"),
            Clock.systemUTC()));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> enforced("guardrails/client/agency-a/" + platform.client).isEmpty());
  }

  @Test
  void thePlatformsRulesHoldForEveryAgencyAndOnlyItsOperatorSetsThem() {
    platform.consent();
    Map<String, String> body = Map.of("text", NO_READING.formatted(platform.client));
    as("agency-a-admin").body(body).put("/internal/guardrails/" + name).then().statusCode(403);
    as("platform-operator").body(body).put("/internal/guardrails/" + name).then().statusCode(201);
    platform.explain(SUPPORT).body("code", equalTo("guardrail_forbids"));
    as("platform-operator").get("/internal/guardrails").then().body("name", hasItem(name));
    as("platform-operator").delete("/internal/guardrails/" + name).then().statusCode(204);
    platform.explain(SUPPORT).body("decision", equalTo("allowed"));
  }

  @Test
  void aQuarantinedAssistantMayNothingAndOthersGoOn() {
    platform.consent();
    Platform other = new Platform();
    other.consent();
    String quarantine = "/v1/assistants/" + platform.assistant + "/quarantine";
    as("agency-b-admin").post(quarantine).then().statusCode(404);
    as("agency-a-operator")
        .body(Map.of("reason", "strange calls"))
        .post(quarantine)
        .then()
        .statusCode(200)
        .body("state", equalTo("quarantined"))
        .body("enforcement.enforcementPoints.confirmed", greaterThanOrEqualTo(1));
    as("agency-a-operator").post(quarantine).then().statusCode(200);
    given()
        .auth()
        .oauth2(DelegaResource.issuer().token("agency-a-operator"))
        .post(quarantine)
        .then()
        .statusCode(200);
    platform.explain(SUPPORT).body("code", equalTo("assistant_quarantined"));
    other.explain(SUPPORT).body("decision", equalTo("allowed"));
    assertThat(((EnforcementState.Assistant) Wire.state("assistant/" + platform.assistant)).state())
        .isEqualTo("quarantined");
    as("agency-a-operator")
        .post("/v1/assistants/" + platform.assistant + "/resume")
        .then()
        .statusCode(200)
        .body("state", equalTo("active"));
    platform.explain(SUPPORT).body("decision", equalTo("allowed"));
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> Wire.policyEventTypes(platform.assistant).contains("restriction.enforced"));
    assertThat(Wire.policyEvents(platform.assistant))
        .extracting(event -> event.data())
        .contains(
            new PolicyEvent.AssistantStateChanged(
                platform.assistant, "quarantined", "strange calls"));
  }

  @Test
  void aSuspendedConnectionGoesOnWhenItIsResumed() {
    platform.consent();
    String at = "/internal/connections/" + platform.connection;
    Map<String, ?> body =
        Map.of("agency", "agency-a", "actor", Map.of("kind", "user", "id", "somebody"));
    as("agency-a-admin").body(body).post(at + "/suspend").then().statusCode(403);
    as("service-connect")
        .body(body)
        .post(at + "/suspend")
        .then()
        .statusCode(200)
        .body("enforcement.enforcementPoints.confirmed", greaterThanOrEqualTo(1))
        .body("suspendedBy", contains("agency"));
    as("service-connect").body(body).post(at + "/suspend").then().statusCode(200);
    platform.explain(SUPPORT).body("code", equalTo("connection_suspended"));
    as("service-connect").body(body).post(at + "/resume").then().statusCode(200);
    platform.explain(SUPPORT).body("decision", equalTo("allowed"));
  }

  @Test
  void aConnectionGoesOnWhenNeitherSideSuspendsItAnyMore() {
    platform.consent();
    suspension("suspend", "user")
        .body("suspendedBy", contains("agency"))
        .body("version", equalTo(1));
    suspension("suspend", "client").body("suspendedBy", contains("agency", "client"));
    suspension("resume", "user")
        .body("suspendedBy", contains("client"))
        .body("version", equalTo(3));
    platform.explain(SUPPORT).body("code", equalTo("connection_suspended"));
    suspension("resume", "backend")
        .body("suspendedBy", contains("client"))
        .body("version", equalTo(3));
    platform.explain(SUPPORT).body("code", equalTo("connection_suspended"));
    suspension("resume", "client").body("suspendedBy", empty()).body("version", equalTo(4));
    platform.explain(SUPPORT).body("decision", equalTo("allowed"));
  }

  private ValidatableResponse suspension(String what, String kind) {
    return as("service-connect")
        .body(Map.of("agency", "agency-a", "actor", Map.of("kind", kind, "id", "somebody")))
        .post("/internal/connections/" + platform.connection + "/" + what)
        .then()
        .statusCode(200);
  }

  private ValidatableResponse patch(String token, String grant, Map<String, ?> body) {
    return withToken(token).body(body).patch("/v1/grants/" + grant).then();
  }

  @Test
  void anAgencyChangesAGrantWithinTheConsent() {
    String grant = platform.consent();
    String operator = DelegaResource.issuer().token("agency-a-operator");
    Map<String, ?> narrow = Map.of("permissions", List.of(Platform.list("sales@example.test")));
    String tag =
        patch(operator, grant, narrow)
            .statusCode(200)
            .body("permissions[0].resources.mailbox", contains("sales@example.test"))
            .extract()
            .header("ETag");
    platform.explain(SUPPORT).body("code", equalTo("resource_not_granted"));
    withToken(operator)
        .header("If-Match", "\"1\"")
        .body(narrow)
        .patch("/v1/grants/" + grant)
        .then()
        .statusCode(412);
    withToken(operator)
        .header("If-Match", tag)
        .body(Map.of("permissions", List.of(Platform.BOTH)))
        .patch("/v1/grants/" + grant)
        .then()
        .statusCode(200);
    platform.explain(SUPPORT).body("decision", equalTo("allowed"));
    patch(operator, grant, Map.of("permissions", List.of(Platform.list("boss@example.test"))))
        .statusCode(403)
        .body("code", equalTo("consent_required"));
    patch(operator, grant, Map.of()).statusCode(400);
    patch(operator, grant, Map.of("permissions", List.of())).statusCode(400);
    Platform.revoke(grant).statusCode(200);
    patch(operator, grant, narrow).statusCode(409).body("code", equalTo("grant_ended"));
  }

  @Test
  void whatAClientTakesAwayTheAgencyCannotGiveBack() {
    String grant = platform.consent();
    String client = ClientTokens.of(platform.client);
    patch(client, grant, Map.of("permissions", List.of(Platform.list("sales@example.test"))))
        .statusCode(200);
    platform.explain(SUPPORT).body("code", equalTo("resource_not_granted"));
    patch(client, grant, Map.of("permissions", List.of(Platform.BOTH)))
        .statusCode(403)
        .body("code", equalTo("only_narrower"));
    patch(
            DelegaResource.issuer().token("agency-a-operator"),
            grant,
            Map.of("permissions", List.of(Platform.BOTH)))
        .statusCode(403)
        .body("code", equalTo("consent_required"));
    platform.grant(platform.assistant, Platform.SUPPORT).statusCode(403);
    patch(ClientTokens.of("cli_other"), grant, Map.of("limits", Map.of())).statusCode(404);
  }

  @Test
  void manyGrantsEndAtOnce() {
    String first = platform.consent();
    String second =
        platform.grant(platform.assistant, Platform.SUPPORT).statusCode(201).extract().path("id");
    Platform other = new Platform();
    String third = other.consent();
    as("agency-a-operator").body(Map.of()).post("/v1/revocations").then().statusCode(400);
    as("agency-b-admin")
        .body(Map.of("assistant", platform.assistant))
        .post("/v1/revocations")
        .then()
        .statusCode(200)
        .body("grants", equalTo(0));
    Map<String, ?> ofAssistant = Map.of("assistant", platform.assistant, "provider", "sandbox");
    as("agency-a-operator")
        .body(ofAssistant)
        .post("/v1/revocations")
        .then()
        .statusCode(200)
        .body("grants", equalTo(2))
        .body("connections", equalTo(1))
        .body("revokedAt", notNullValue())
        .body("enforcementPoints.confirmed", greaterThanOrEqualTo(1));
    as("agency-a-operator")
        .body(ofAssistant)
        .post("/v1/revocations")
        .then()
        .statusCode(200)
        .body("grants", equalTo(0));
    for (String grant : List.of(first, second)) {
      as("agency-a-auditor").get("/v1/grants/" + grant).then().body("state", equalTo("revoked"));
    }
    as("agency-a-auditor").get("/v1/grants/" + third).then().body("state", equalTo("active"));
    withToken(ClientTokens.of(other.client))
        .body(Map.of("all", true))
        .post("/v1/revocations")
        .then()
        .statusCode(200)
        .body("grants", equalTo(1));
    other.explain(SUPPORT).body("code", equalTo("revoked"));
    other.grant(other.assistant, Platform.SUPPORT).statusCode(403);
  }

  @Test
  void aRepeatedCreationCreatesNothingElse() {
    platform.consent();
    String key = UUID.randomUUID().toString();
    Map<String, ?> body =
        Map.of(
            "assistant",
            platform.assistant,
            "connection",
            platform.connection,
            "permissions",
            List.of(Platform.SUPPORT));
    String made = create(key, body).statusCode(201).extract().path("id");
    create(key, body).statusCode(201).body("id", equalTo(made));
    create(
            key,
            Map.of("assistant", "ast_x", "connection", "c", "permissions", List.of(Platform.BOTH)))
        .statusCode(422)
        .body("code", equalTo("idempotency_key_reused"));
    create("k".repeat(256), body).statusCode(400);
    Map<String, ?> assistant = Map.of("name", "Bot", "subject", "sub-" + key);
    for (int i = 0; i < 2; i++) {
      as("agency-a-admin")
          .header("Idempotency-Key", "a" + key)
          .body(assistant)
          .post("/v1/assistants")
          .then()
          .statusCode(201);
    }
    as("agency-a-admin").body(assistant).post("/v1/assistants").then().statusCode(409);
  }

  private static ValidatableResponse create(String key, Map<String, ?> body) {
    return as("agency-a-operator")
        .header("Idempotency-Key", key)
        .body(body)
        .post("/v1/grants")
        .then();
  }

  @Test
  void theEndOfAGrantIsAnnouncedBeforeItComes() {
    String grant =
        platform.consent(
            new io.delega.contracts.Limits(Instant.now().plusSeconds(3600), null, null));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> Wire.policyEventTypes(grant).contains("grant.expiring"));
    await()
        .during(Duration.ofSeconds(3))
        .until(
            () ->
                Wire.policyEventTypes(grant).stream().filter("grant.expiring"::equals).count()
                    == 1);
  }
}
