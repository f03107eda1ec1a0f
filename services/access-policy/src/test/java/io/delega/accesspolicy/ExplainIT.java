package io.delega.accesspolicy;

import static io.delega.accesspolicy.Wire.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import io.delega.contracts.AccessEvent.CallCompleted;
import io.delega.contracts.AccessEvent.CallDecided;
import io.delega.contracts.AccessEvent.Target;
import io.delega.contracts.AccessRequest;
import io.delega.contracts.Actor;
import io.delega.contracts.ConnectEvent;
import io.delega.contracts.Event;
import io.delega.contracts.Ids;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(ClientTokens.class)
class ExplainIT {
  private static final Actor BOT = new Actor(Actor.ASSISTANT, "bot");
  private static final String BOSS = "/mail/boss%40example.test/messages";

  private final String call = Wire.id(Ids.CALL);
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

  private static ValidatableResponse explain(String who, Map<String, ?> question) {
    return as(who).body(question).post("/v1/decisions/explain").then();
  }

  private ValidatableResponse explainCall() {
    return explain("agency-a-auditor", Map.of("callId", call));
  }

  /** The version of what is enforced for the connection. */
  private long version() {
    return ((Number) platform.explain("/me").extract().path("stateVersion")).longValue();
  }

  private Event<CallDecided> decided(String outcome, String reason, String grant, String mailbox) {
    return Event.of(
        "token-vault",
        call,
        "agency-a",
        BOT,
        1,
        new CallDecided(
            call,
            platform.connection,
            platform.client,
            "sandbox",
            platform.assistant,
            grant,
            "mail.messages.list",
            "GET",
            outcome,
            reason,
            version(),
            "inc_1",
            new Target(
                "/mail/" + mailbox.replace("@", "%40") + "/messages",
                Map.of("mailbox", List.of(mailbox))),
            null),
        Clock.systemUTC());
  }

  private Event<CallCompleted> completed(String grant, String outcome, String reason) {
    Event<CallCompleted> event =
        Event.of(
            "token-vault",
            call,
            "agency-a",
            BOT,
            2,
            new CallCompleted(
                call,
                platform.connection,
                platform.client,
                "sandbox",
                platform.assistant,
                grant,
                "mail.messages.list",
                outcome,
                reason,
                null,
                0L,
                0L,
                12L,
                "inc_1"),
            Clock.systemUTC());
    return event.withId(Event.completionId(call));
  }

  @Test
  void aDeniedCallIsExplainedAsItWasRecordedAndNowDiffersOnceItIsGranted() {
    String grant = platform.consent();
    Event<CallDecided> event =
        decided("denied", "resource_not_granted", grant, "boss@example.test");
    Wire.sendCall(event);
    Wire.sendCall(event);
    explainCall()
        .statusCode(200)
        .body("callId", equalTo(call))
        .body("decision", equalTo("denied"))
        .body("code", equalTo("resource_not_granted"))
        .body("operation", equalTo("mail.messages.list"))
        .body("grant", equalTo(grant))
        .body("assistant", equalTo(platform.assistant))
        .body("client", equalTo(platform.client))
        .body("path", equalTo(BOSS))
        .body("at", equalTo(event.time().toString()))
        .body("resources.mailbox", contains("boss@example.test"))
        .body("operations.find{it.fits}.operation", equalTo("mail.messages.list"))
        .body("grants[0].matches", equalTo(false))
        .body("grants[0].kept.by", equalTo("resource"))
        .body("grants[0].kept.named", contains("boss@example.test"))
        .body("decidedBy.kind", equalTo("default"))
        .body("needed[0].what", equalTo("grant"))
        .body("needed[0].by", equalTo("client"))
        .body("now", nullValue())
        .body("words.en", containsString("client has not agreed"))
        .body("words.it", containsString("“Bot”"));

    Wire.send(
        Wire.established(
            platform.connection,
            platform.client,
            new AccessRequest(
                platform.assistant,
                "Bot",
                List.of(Platform.list("boss@example.test")),
                Limits.NONE)));
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                explainCall()
                    .body("code", equalTo("resource_not_granted"))
                    .body("now.decision", equalTo("allowed"))
                    .body("needed", empty())
                    .body("words.en", containsString("Made now, the same call is allowed")));
  }

  @Test
  void anEventThatIsStillOnItsWayIsWaitedFor() throws Exception {
    String grant = platform.consent();
    Event<CallDecided> event = decided("allowed", null, grant, "support@example.test");
    CompletableFuture<ValidatableResponse> answer =
        CompletableFuture.supplyAsync(this::explainCall);
    Wire.sendCall(event);
    Wire.sendCall(completed(grant, "failed", "connection_broken"));
    answer
        .get(20, TimeUnit.SECONDS)
        .statusCode(200)
        .body("decision", equalTo("allowed"))
        .body("grant", equalTo(grant))
        .body("grants[0].matches", equalTo(true))
        .body("outcome.outcome", equalTo("failed"))
        .body("outcome.reason", equalTo("connection_broken"))
        .body("outcome.durationMs", equalTo(12))
        .body("needed.what", contains("reconnect"))
        .body("words.it", containsString("Il cliente deve collegare di nuovo"));
  }

  @Test
  void aCallThatWasCutBeforeItsDecisionWasRecordedIsToldByItsOutcome() {
    String grant = platform.consent();
    Wire.sendCall(completed(grant, "cancelled", "revoked"));
    explainCall()
        .statusCode(200)
        .body("decision", equalTo("allowed"))
        .body("grant", equalTo(grant))
        .body("outcome.reason", equalTo("revoked"))
        .body("words.en", containsString("was cut off before its end"));
  }

  @Test
  void aCallThatNobodyKnowsIsNotThereForAnotherAgencyEither() {
    String grant = platform.consent();
    Wire.sendCall(decided("denied", "resource_not_granted", grant, "boss@example.test"));
    explainCall().statusCode(200);
    CompletableFuture<ValidatableResponse> unknown =
        CompletableFuture.supplyAsync(
            () -> explain("agency-a-admin", Map.of("callId", Wire.id(Ids.CALL))));
    explain("agency-b-admin", Map.of("callId", call))
        .statusCode(404)
        .body("code", equalTo("call_unknown"));
    unknown.join().statusCode(404).body("code", equalTo("call_unknown"));
  }

  @Test
  void callsOfAClientThatIsGoneAreForgotten() {
    String grant = platform.consent();
    Wire.sendCall(decided("denied", "resource_not_granted", grant, "boss@example.test"));
    explainCall().statusCode(200);
    Wire.send(
        Event.of(
            "connect",
            platform.client,
            "agency-a",
            new Actor(Actor.BACKEND, "b"),
            2,
            new ConnectEvent.ClientOffboarded(platform.client, "cert_1"),
            Clock.systemUTC()));
    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> explainCall().statusCode(404));
  }

  @Test
  void aCallOfSomebodyWhoIsNoAssistantSaysSo() {
    platform.consent();
    Wire.sendCall(
        Event.of(
            "token-vault",
            call,
            "agency-a",
            new Actor(Actor.ASSISTANT, "nobody-" + UUID.randomUUID()),
            1,
            new CallDecided(
                call,
                platform.connection,
                platform.client,
                "sandbox",
                null,
                null,
                "mail.messages.list",
                "GET",
                "denied",
                "no_grant",
                version(),
                "inc_1",
                new Target(BOSS, Map.of("mailbox", List.of("boss@example.test"))),
                null),
            Clock.systemUTC()));
    explainCall()
        .statusCode(200)
        .body("code", equalTo("no_grant"))
        .body("grants", empty())
        .body("needed.what", contains("assistant", "grant"))
        .body("words.en", containsString("no assistant of the agency"));
  }

  @Test
  void anUnreadableRecordIsSetAside() {
    String poison = "poison " + UUID.randomUUID();
    Wire.send(Topic.ACCESS_EVENTS, "x", poison.getBytes(StandardCharsets.UTF_8));
    String grant = platform.consent();
    Wire.sendCall(decided("denied", "resource_not_granted", grant, "boss@example.test"));
    explainCall().statusCode(200);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(Wire.all(Topic.ACCESS_EVENTS.deadLetterTopic()))
                    .anyMatch(
                        letter ->
                            new String(letter.value(), StandardCharsets.UTF_8).equals(poison)));
  }

  @Test
  void whatStandsInTheBodyIsJudgedToo() {
    Wire.send(
        Wire.established(
            platform.connection,
            platform.client,
            "slack",
            null,
            new AccessRequest(
                platform.assistant,
                "Bot",
                List.of(new Permission("chat.postMessage", Map.of("channel", List.of("C1")))),
                Limits.NONE)));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Wire.policyEventTypes(platform.connection).contains("consent.enforced"));
    Map<String, Object> question = new HashMap<>();
    question.put("connection", platform.connection);
    question.put("assistant", platform.assistant);
    question.put("method", "post");
    question.put("path", "/chat.postMessage");
    explain("agency-a-operator", question)
        .statusCode(200)
        .body("code", equalTo("no_operation"))
        .body("operations.why", hasItem("unclear"))
        .body("needed.what", contains("clear_request"));
    question.put("body", Map.of("channel", "C1", "text", "x"));
    explain("agency-a-operator", question)
        .body("decision", equalTo("allowed"))
        .body("words.it", containsString("è permessa dalla delega"));
    question.put("body", "{\"channel\":\"C2\"}");
    question.put("headers", Map.of("Content-Type", "application/json"));
    question.put("at", "2026-06-03T10:00:00Z");
    explain("agency-a-operator", question)
        .body("code", equalTo("resource_not_granted"))
        .body("at", equalTo("2026-06-03T10:00:00Z"))
        .body("grants[0].kept.resource", equalTo("channel"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | connection",
        "{\"connection\":\"con_1\"} | assistant",
        "{\"connection\":\"con_1\",\"assistant\":\"ast_1\",\"path\":\"/x\"} | method",
        "{\"connection\":\"c\",\"assistant\":\"a\",\"method\":\"G T\",\"path\":\"/\"} | method",
        "{\"callId\":\"con_1\"} | callId",
        "{\"callId\":\"call_01kjpy44hree896h5cpztwrgm6\",\"path\":\"/x\"} | callId",
      })
  void aQuestionThatIsNoneIsRefused(String question, String field) {
    as("agency-a-admin")
        .body(question)
        .post("/v1/decisions/explain")
        .then()
        .statusCode(400)
        .body("code", equalTo("invalid_field"))
        .body("field", equalTo(field));
  }
}
