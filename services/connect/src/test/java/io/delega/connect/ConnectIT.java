package io.delega.connect;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.delega.contracts.Actor;
import io.delega.contracts.ConnectEvent;
import io.delega.contracts.Event;
import io.delega.contracts.EventData;
import io.delega.contracts.EventJson;
import io.delega.contracts.PolicyEvent;
import io.delega.contracts.Topic;
import io.delega.testkit.DelegaResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(FakeServices.class)
class ConnectIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String ISSUER = "iss=http://provider.test";

  private final Agency a = Agency.a();

  @AfterEach
  void mendTheOthers() {
    FakeServices.startStatus = 201;
    FakeServices.policyAway = false;
  }

  private record Opened(String client, String integration, Map<String, Object> session) {
    String id() {
      return (String) session.get("id");
    }

    String url() {
      return (String) session.get("url");
    }
  }

  private Opened opened() {
    return opened(Map.of());
  }

  private Opened opened(Map<String, Object> more) {
    String client = a.client();
    String integration = a.integration();
    return new Opened(client, integration, a.session(client, integration, more));
  }

  private static Visitor atProvider(Opened opened) {
    Visitor visitor = new Visitor("en").open(opened.url());
    visitor.press("connect").answer().then().statusCode(303);
    return visitor;
  }

  private String connected(Opened opened) {
    Visitor visitor = atProvider(opened);
    visitor.comeBack(opened.integration(), "code=good&" + ISSUER + "&state=" + visitor.state());
    visitor.answer().then().statusCode(303);
    return a.get("/v1/connect-sessions/" + opened.id()).path("connection");
  }

  private static void tellConsentEnforced(String session, String connection, String client) {
    Event<PolicyEvent.ConsentEnforced> event =
        Event.of(
            "access-policy",
            connection,
            "agency-a",
            Actor.service("access-policy"),
            3,
            new PolicyEvent.ConsentEnforced(session, connection, client, List.of("gra_1"), 1, 0, 5),
            Clock.systemUTC());
    Properties settings = new Properties();
    settings.put("bootstrap.servers", DelegaResource.kafka().bootstrapServers());
    byte[] value = EventJson.write(event);
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      // An unreadable record before it must not stand in the way.
      producer
          .send(
              new ProducerRecord<>(
                  Topic.POLICY_EVENTS.topicName(), event.subject(), "no event".getBytes(UTF_8)))
          .get();
      for (int twice = 0; twice < 2; twice++) {
        // As the relay sends it: with the header that says what it is.
        var record = new ProducerRecord<>(Topic.POLICY_EVENTS.topicName(), event.subject(), value);
        record.headers().add("content-type", EventJson.MEDIA_TYPE.getBytes(UTF_8));
        producer.send(record).get();
      }
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void connectsAnAccountAndCompletesOnceTheConsentIsEnforced() {
    Opened opened =
        opened(Map.of("returnUrl", "https://agency.example/back?x=1", "locale", "it-IT"));
    Visitor visitor = new Visitor("en").open(opened.url());
    assertThat(visitor.answer().statusCode()).isEqualTo(200);
    assertThat(visitor.answer().getHeader("Content-Security-Policy"))
        .contains("default-src 'none'", "frame-ancestors 'none'", "http://provider.test");
    assertThat(visitor.answer().getHeader("Cache-Control")).isEqualTo("no-store");
    assertThat(visitor.answer().getHeader("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(visitor.answer().getDetailedCookie("delega_connect"))
        .satisfies(
            cookie -> {
              assertThat(cookie.isHttpOnly()).isTrue();
              assertThat(cookie.isSecured()).isFalse();
              assertThat(cookie.getSameSite()).isEqualTo("Lax");
            });
    // The session's language comes before the browser's.
    assertThat(visitor.page().text())
        .contains("Agency A (demo)", "Reply helper", "Leggere i messaggi", "support@example.test")
        .contains("al massimo 60 volte al minuto", "fermare tutto");
    visitor.open(opened.url() + "?lang=en");
    assertThat(visitor.page().text()).contains("Read the messages of a mailbox", "at most 60");

    visitor.press("connect").answer().then().statusCode(303);
    String back = "code=good&" + ISSUER + "&state=" + visitor.state();
    visitor.comeBack(opened.integration(), back).answer().then().statusCode(303);
    visitor.open(visitor.location());
    assertThat(visitor.answer().statusCode()).isEqualTo(200);
    assertThat(visitor.page().select("meta[http-equiv=refresh]")).hasSize(1);
    assertThat(visitor.page().select("a.button").attr("href"))
        .isEqualTo("https://agency.example/back?x=1&session=" + opened.id() + "&status=open");

    String path = "/v1/connect-sessions/" + opened.id();
    String connection =
        a.get(path).then().body("status", equalTo("open")).extract().path("connection");
    a.get("/v1/connections/" + connection)
        .then()
        .body("state", equalTo("pending"))
        .body("account", equalTo("anna@example.test"))
        .body("provider", equalTo("sandbox"));

    tellConsentEnforced(opened.id(), connection, opened.client());
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                a.get(path)
                    .then()
                    .body("status", equalTo("completed"))
                    .body("grants", equalTo(List.of("gra_1"))));
    a.get("/v1/connections/" + connection).then().body("state", equalTo("active"));

    // The same callback again exchanges nothing.
    long exchanges = FakeServices.EXCHANGES.size();
    visitor.comeBack(opened.integration(), back);
    assertThat(visitor.answer().statusCode()).isEqualTo(200);
    assertThat(visitor.page().text()).contains("already done");
    assertThat(FakeServices.EXCHANGES).hasSize((int) exchanges);

    // The button leads to the client's own page.
    visitor.press("own-page").answer().then().statusCode(303);
    assertThat(visitor.location()).contains("/me/");
    // The link is used up.
    visitor.open(opened.url());
    assertThat(visitor.answer().statusCode()).isEqualTo(410);
    assertThat(visitor.page().text()).contains("used already");
    assertThat(types(connection))
        .containsExactly("connection.established", "connection.state-changed");
  }

  @Test
  void decliningEndsTheSession() {
    Opened opened = opened(Map.of("returnUrl", "https://agency.example/back"));
    Visitor visitor = new Visitor("en").open(opened.url());
    visitor.press("decline").answer().then().statusCode(303);
    assertThat(visitor.location())
        .isEqualTo("https://agency.example/back?session=" + opened.id() + "&status=cancelled");
    a.get("/v1/connect-sessions/" + opened.id())
        .then()
        .body("status", equalTo("cancelled"))
        .body("connection", nullValue());
    assertThat(visitor.open(opened.url()).answer().statusCode()).isEqualTo(410);
  }

  @Test
  void aKeyIsTypedStraightIntoTheVault() {
    String definition =
        """
        {"id": "key-shop", "name": "Key Shop", "auth": {"mode": "api-key",
         "apiKey": {"header": "X-Key"}}, "api": {"baseUrl": "https://key.example"},
         "operations": [{"name": "ping", "method": "GET", "path": "/ping", "access": "read"}]}
        """;
    a.call("admin", "PUT", "/v1/providers/key-shop", definition).then().statusCode(201);
    String client = a.client();
    String integration = a.created("/v1/integrations", Map.of("provider", "key-shop"));
    Map<String, Object> session =
        a.session(
            client,
            integration,
            Map.of(
                "access",
                List.of(
                    Map.of(
                        "assistant",
                        FakeServices.ASSISTANT,
                        "permissions",
                        List.of(Map.of("operation", "ping"))))));
    Visitor visitor = new Visitor("en").open((String) session.get("url")).press("connect");
    assertThat(visitor.answer().statusCode()).isEqualTo(200);
    assertThat(visitor.page().selectFirst("form").attr("action")).isEqualTo("/connect/credentials");
    assertThat(visitor.page().select("input[name=key]")).hasSize(1);
    String attempt =
        FakeServices.AUTHORIZATIONS
            .get(FakeServices.AUTHORIZATIONS.size() - 1)
            .get("attempt")
            .asText();
    FakeServices.ATTEMPTS.put(attempt, "succeeded");
    assertThat(new Visitor("en").open("/connect/return/" + attempt).answer().statusCode())
        .isEqualTo(400);
    visitor.open("/connect/return/" + attempt).answer().then().statusCode(303);
    assertThat(visitor.open(visitor.location()).answer().statusCode()).isEqualTo(200);
  }

  @Test
  void whatIsAskedForIsShownAsText() {
    Map<String, Object> asked = Agency.asked(a.client(), a.integration());
    asked.put(
        "access",
        List.of(
            Map.of(
                "assistant",
                FakeServices.ASSISTANT,
                "permissions",
                List.of(
                    Map.of(
                        "operation",
                        "mail.messages.list",
                        "resources",
                        Map.of("mailbox", List.of("<script>alert(1)</script>")))))));
    String url =
        a.call("backend", "POST", "/v1/connect-sessions", asked)
            .then()
            .statusCode(201)
            .extract()
            .path("url");
    Visitor visitor = new Visitor("en").open(url);
    assertThat(visitor.page().select("script")).isEmpty();
    assertThat(visitor.page().text()).contains("<script>alert(1)</script>");
  }

  @Test
  void aClassOfOperationsIsSaidInWordsWithAllThatItStandsFor() {
    Map<String, Object> asked = Agency.asked(a.client(), a.integration());
    asked.put(
        "access",
        List.of(
            Map.of(
                "assistant",
                FakeServices.ASSISTANT,
                "permissions",
                List.of(
                    Map.of("access", "read", "resources", Map.of("mailbox", List.of("a@x.test"))),
                    Map.of("access", "delete")))));
    String url =
        a.call("backend", "POST", "/v1/connect-sessions", asked)
            .then()
            .statusCode(201)
            .body(
                "access[0].permissions[0].operations",
                contains("mail.messages.list", "mail.messages.read"))
            .extract()
            .path("url");
    assertThat(new Visitor("en").open(url).page().text())
        .contains(
            "Read everything in Sandbox reads that is, and nothing that is added later: Read the"
                + " messages of a mailbox; Read one message of a mailbox only: a@x.test")
        .contains("Delete everything in Sandbox deletes")
        .contains("Delete messages of a mailbox; Delete a contact everything of this kind");
    assertThat(new Visitor("it").open(url).page().text())
        .contains("Leggere tutto in Sandbox legge cioè")
        .contains("Leggere i messaggi di una casella; Leggere un messaggio di una casella");
    asked.put(
        "access",
        List.of(
            Map.of(
                "assistant",
                FakeServices.ASSISTANT,
                "permissions",
                List.of(Map.of("access", "read", "operation", "mail.messages.list")))));
    a.call("backend", "POST", "/v1/connect-sessions", asked)
        .then()
        .statusCode(400)
        .body("code", equalTo("invalid_field"))
        .body("field", equalTo("access[0].permissions[0]"));
  }

  @Test
  void aFormFromElsewhereDoesNothing() {
    Opened opened = opened();
    given()
        .redirects()
        .follow(false)
        .formParam("action", "connect")
        .post(opened.url())
        .then()
        .statusCode(403);
    Visitor visitor = new Visitor("en").open(opened.url());
    given()
        .redirects()
        .follow(false)
        .cookies(visitor.answer().getCookies())
        .formParam("csrf", "0".repeat(64))
        .formParam("action", "decline")
        .post(opened.url())
        .then()
        .statusCode(403);
    a.get("/v1/connect-sessions/" + opened.id()).then().body("status", equalTo("open"));
  }

  @Test
  void linksThatLeadNowhereSaySo() {
    String base = opened().url();
    Visitor visitor = new Visitor("it").open(base.substring(0, base.length() - 3) + "AAA");
    assertThat(visitor.answer().statusCode()).isEqualTo(404);
    assertThat(visitor.page().text()).contains("Questo link non esiste");
    assertThat(visitor.open("/connect/x").answer().statusCode()).isEqualTo(404);
    Opened short1 = opened(Map.of("expiresIn", 1));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(visitor.open(short1.url()).answer().statusCode()).isEqualTo(410));
    assertThat(visitor.page().text()).contains("scaduto");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                a.get("/v1/connect-sessions/" + short1.id())
                    .then()
                    .body("status", equalTo("expired")));
  }

  @Test
  void strangeCallbacksAreRefusedBeforeAnythingIsExchanged() {
    Opened opened = opened();
    Visitor visitor = atProvider(opened);
    String state = visitor.state();
    int exchanges = FakeServices.EXCHANGES.size();
    String good = "code=good&" + ISSUER + "&state=" + state;
    for (String query :
        List.of(
            "x=1",
            "code=good&" + ISSUER,
            "code=good&" + ISSUER + "&state=" + Secrecy.create().value(),
            "code=good&iss=http://evil.test&state=" + state,
            "code=good&state=" + state,
            ISSUER + "&state=" + state)) {
      visitor.comeBack(opened.integration(), query);
      assertThat(visitor.answer().statusCode()).as(query).isEqualTo(400);
      assertThat(visitor.page().text()).contains("nothing was connected");
    }
    // Another integration's address, and another browser.
    assertThat(visitor.comeBack(a.integration(), good).answer().statusCode()).isEqualTo(400);
    assertThat(new Visitor("en").comeBack(opened.integration(), good).answer().statusCode())
        .isEqualTo(400);
    assertThat(FakeServices.EXCHANGES).hasSize(exchanges);
    // The right one still works after all this.
    visitor.comeBack(opened.integration(), good).answer().then().statusCode(303);
  }

  @Test
  void theProvidersRefusalCanBeTriedAgain() {
    Opened opened = opened();
    Visitor visitor = atProvider(opened);
    visitor.comeBack(
        opened.integration(), "error=access_denied&" + ISSUER + "&state=" + visitor.state());
    assertThat(visitor.answer().statusCode()).isEqualTo(400);
    assertThat(visitor.page().text()).contains("did not confirm");
    visitor.press("connect").answer().then().statusCode(303);
    visitor.comeBack(opened.integration(), "code=refused&" + ISSUER + "&state=" + visitor.state());
    assertThat(visitor.page().text()).contains("did not confirm");
    visitor.press("connect").answer().then().statusCode(303);
    visitor
        .comeBack(opened.integration(), "code=good&" + ISSUER + "&state=" + visitor.state())
        .answer()
        .then()
        .statusCode(303);
  }

  @Test
  void aProviderThatIsDownLeavesTheSessionOpen() {
    Opened opened = opened();
    FakeServices.startStatus = 502;
    Visitor visitor = new Visitor("en").open(opened.url()).press("connect");
    assertThat(visitor.answer().statusCode()).isEqualTo(502);
    FakeServices.startStatus = 409;
    visitor.open(opened.url()).press("connect");
    assertThat(visitor.page().text()).contains("Not ready yet");
    FakeServices.startStatus = 201;
    visitor.open(opened.url()).press("connect").answer().then().statusCode(303);
    String state = visitor.state();
    visitor.comeBack(opened.integration(), "code=down&" + ISSUER + "&state=" + state);
    assertThat(visitor.answer().statusCode()).isEqualTo(502);
    a.get("/v1/connect-sessions/" + opened.id())
        .then()
        .body("status", equalTo("open"))
        .body("connection", nullValue());
    visitor.press("connect").answer().then().statusCode(303);
    visitor
        .comeBack(opened.integration(), "code=good&" + ISSUER + "&state=" + visitor.state())
        .answer()
        .then()
        .statusCode(303);
  }

  @Test
  void anExchangeWhoseAnswerWasLostIsFinished() {
    Opened opened = opened();
    Visitor visitor = atProvider(opened);
    visitor.comeBack(opened.integration(), "code=lost&" + ISSUER + "&state=" + visitor.state());
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                a.get("/v1/connect-sessions/" + opened.id())
                    .then()
                    .body("connection", notNullValue()));
  }

  @Test
  void whatComesAfterCancellationIsDestroyed() {
    Opened opened = opened();
    Visitor visitor = atProvider(opened);
    String state = visitor.state();
    a.call("backend", "DELETE", "/v1/connect-sessions/" + opened.id(), null).then().statusCode(200);
    visitor.comeBack(opened.integration(), "code=good&" + ISSUER + "&state=" + state);
    assertThat(visitor.answer().statusCode()).isEqualTo(410);
    String connection =
        FakeServices.AUTHORIZATIONS
            .get(FakeServices.AUTHORIZATIONS.size() - 1)
            .get("connection")
            .asText();
    assertThat(types(connection)).doesNotContain("connection.established");
  }

  @Test
  void revocationAnswersOnceItIsEnforced() {
    Opened opened = opened();
    String connection = connected(opened);
    FakeServices.policyAway = true;
    FakeServices.providerAway = true;
    String path = "/v1/connections/" + connection;
    a.call("auditor", "GET", path + "/receipt", null).then().statusCode(404);
    a.call("operator", "DELETE", path, null)
        .then()
        .statusCode(503)
        .body("code", equalTo("enforcement_pending"));
    String revoked =
        a.call("auditor", "GET", path + "/receipt", null)
            .then()
            .statusCode(200)
            .body("revokedAt", notNullValue())
            .body("enforcement", nullValue())
            .body("provider.outcome", equalTo("pending"))
            .body("receipt.blocked", nullValue())
            .extract()
            .path("receipt.revoked");
    FakeServices.providerAway = false;
    FakeServices.policyAway = false;
    a.call("operator", "DELETE", path, null)
        .then()
        .statusCode(200)
        .body("state", equalTo("revoked"))
        .body("enforcement.enforcementPoints.confirmed", equalTo(1))
        .body("provider.outcome", equalTo("revoked"))
        .body("shredded", equalTo(true));
    Agency.b().call("auditor", "GET", path + "/receipt", null).then().statusCode(404);
    a.call("auditor", "GET", path + "/receipt", null)
        .then()
        .statusCode(200)
        .body("enforcement.tookMs", equalTo(12))
        .body("enforcement.receipt", nullValue())
        .body(
            "receipt",
            equalTo(
                Map.of(
                    "revoked", revoked,
                    "blocked", "evt_b",
                    "provider", "evt_p",
                    "credential", "evt_s")));
    assertThat(types(connection)).filteredOn("connection.revoked"::equals).hasSize(1);
    a.call("operator", "POST", path + "/test", Map.of()).then().statusCode(409);
  }

  private ValidatableResponse withHeader(
      String name, String value, String method, String path, Object body) {
    return given()
        .auth()
        .oauth2(DelegaResource.issuer().token("agency-a-admin"))
        .header(name, value)
        .contentType("application/json")
        .body(body)
        .request(method, path)
        .then();
  }

  private ValidatableResponse repeatable(String key, String path, Object body) {
    return withHeader("Idempotency-Key", key, "POST", path, body);
  }

  @Test
  void aCreationThatIsRepeatedCreatesNothingElse() {
    String key = UUID.randomUUID().toString();
    Map<String, ?> body = Map.of("name", "Once", "externalId", key);
    String made = repeatable(key, "/v1/clients", body).statusCode(201).extract().path("id");
    repeatable(key, "/v1/clients", body).statusCode(201).body("id", equalTo(made));
    a.call("backend", "GET", "/v1/clients?externalId=" + key, null)
        .then()
        .body("items", hasSize(1));
    repeatable(key, "/v1/clients", Map.of("name", "Twice"))
        .statusCode(422)
        .body("code", equalTo("idempotency_key_reused"));
    Map<String, ?> app =
        Map.of(
            "provider",
            "sandbox",
            "oauth",
            Map.of("clientId", "app-of-" + key),
            "settings",
            Map.of("baseUrl", "http://provider.test"));
    String integration =
        repeatable(key + "i", "/v1/integrations", app).statusCode(201).extract().path("id");
    repeatable(key + "i", "/v1/integrations", app).statusCode(201).body("id", equalTo(integration));
    assertThat(types(made)).containsExactly("client.created");
  }

  @Test
  void aSessionThatIsAskedForAgainHasANewLinkAndTheOldOneIsDead() {
    Opened opened = opened();
    String key = UUID.randomUUID().toString();
    Map<String, ?> body = Agency.asked(opened.client(), opened.integration());
    ValidatableResponse first = repeatable(key, "/v1/connect-sessions", body).statusCode(201);
    ValidatableResponse again = repeatable(key, "/v1/connect-sessions", body).statusCode(201);
    String id = first.extract().path("id");
    again.body("id", equalTo(id));
    String dead = first.extract().path("url");
    String alive = again.extract().path("url");
    assertThat(alive).isNotEqualTo(dead);
    given().get(URI.create(dead).getPath()).then().statusCode(404);
    given().get(URI.create(alive).getPath()).then().statusCode(200);
    a.call("backend", "DELETE", "/v1/connect-sessions/" + id, null).then().statusCode(200);
    repeatable(key, "/v1/connect-sessions", body)
        .statusCode(201)
        .body("id", equalTo(id))
        .body("status", equalTo("cancelled"))
        .body("url", nullValue());
  }

  @Test
  void aChangeIsMadeToWhatItsAuthorHasSeen() {
    ValidatableResponse made =
        a.call("admin", "POST", "/v1/clients", Map.of("name", "Seen")).then().statusCode(201);
    String path = "/v1/clients/" + made.extract().path("id");
    String tag = made.extract().header("ETag");
    assertThat(a.call("admin", "GET", path, null).then().extract().header("ETag")).isEqualTo(tag);
    withHeader("If-Match", tag, "PATCH", path, Map.of("name", "First")).statusCode(200);
    withHeader("If-Match", tag, "PATCH", path, Map.of("name", "Second"))
        .statusCode(412)
        .body("code", equalTo("version_mismatch"));
    a.call("admin", "GET", path, null).then().body("name", equalTo("First"));

    String own = "/v1/providers/versioned";
    Object definition =
        a.call("admin", "GET", "/v1/providers/sandbox", null).then().extract().path("");
    withHeader("If-Match", "\"1\"", "PUT", own, definition(definition)).statusCode(412);
    String first =
        a.call("admin", "PUT", own, definition(definition))
            .then()
            .statusCode(201)
            .extract()
            .header("ETag");
    Map<String, Object> renamed = definition(definition);
    renamed.put("name", "Renamed");
    withHeader("If-Match", first, "PUT", own, renamed).statusCode(200);
    renamed.put("name", "Renamed by somebody who has not seen it");
    withHeader("If-Match", first, "PUT", own, renamed).statusCode(412);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> definition(Object platforms) {
    Map<String, Object> own = new HashMap<>((Map<String, Object>) platforms);
    own.put("id", "versioned");
    own.remove("source");
    return own;
  }

  /** What a client has agreed to does not become something else behind its back. */
  @Test
  void whatAnOwnProvidersOperationBecomesLaterIsToldApart() {
    String own = "/v1/providers/agreed";
    a.call("admin", "PUT", own, notes("/notes")).then().statusCode(201);
    Map<String, Object> asked = new HashMap<>(Agency.asked(opened().client(), ""));
    asked.put(
        "integration",
        a.call("admin", "POST", "/v1/integrations", Map.of("provider", "agreed"))
            .then()
            .statusCode(201)
            .extract()
            .path("id"));
    asked.put(
        "access",
        List.of(
            Map.of(
                "assistant",
                FakeServices.ASSISTANT,
                "permissions",
                List.of(Map.of("operation", "notes.list")))));
    a.call("admin", "POST", "/v1/connect-sessions", asked).then().statusCode(201);
    a.call("admin", "PUT", own, notes("/everything")).then().statusCode(200);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(events("agency-a/agreed"))
                    .extracting(event -> ((ConnectEvent.ProviderDefined) event.data()).since())
                    .containsExactly(Map.of("notes.list", 1L), Map.of("notes.list", 2L)));
  }

  private static Map<String, Object> notes(String path) {
    return Map.of(
        "name",
        "Notes",
        "auth",
        Map.of("mode", "api-key", "apiKey", Map.of("header", "X-Api-Key")),
        "api",
        Map.of("baseUrl", "https://api.example.test/v1"),
        "operations",
        List.of(Map.of("name", "notes.list", "method", "GET", "path", path, "access", "read")));
  }

  private String codeOf(String client) {
    String url =
        a.call("backend", "POST", "/v1/clients/" + client + "/links", null)
            .then()
            .statusCode(201)
            .extract()
            .path("url");
    return url.substring(url.lastIndexOf('/') + 1);
  }

  private static String tokenFor(String code, String client) {
    return given()
        .contentType("application/json")
        .body(Map.of("code", code))
        .post("/v1/client-sessions")
        .then()
        .statusCode(200)
        .body("client", equalTo(client))
        .body("expiresIn", equalTo(1800))
        .extract()
        .path("token");
  }

  /** Every order in which agency and client can suspend, and end it again. */
  @Test
  void whatTheClientHasSuspendedTheAgencyCannotResume() {
    Opened opened = opened();
    String path = "/v1/connections/" + connected(opened);
    String client = tokenFor(codeOf(opened.client()), opened.client());
    String before = a.call("operator", "GET", path, null).then().extract().path("state");
    Supplier<ValidatableResponse> agencySuspends = () -> byAgency(path + "/suspend");
    Supplier<ValidatableResponse> agencyResumes = () -> byAgency(path + "/resume");
    Supplier<ValidatableResponse> clientSuspends = () -> byClient(client, path + "/suspend");
    Supplier<ValidatableResponse> clientResumes = () -> byClient(client, path + "/resume");

    suspended(clientSuspends, "suspended_by_client", "client");
    agencyResumes.get().statusCode(403).body("code", equalTo("suspended_by_client"));
    resumed(clientResumes, before);

    suspended(agencySuspends, "suspended_by_agency", "agency");
    clientResumes.get().statusCode(403).body("code", equalTo("suspended_by_agency"));
    suspended(clientSuspends, "suspended_by_client", "agency", "client");
    suspended(agencyResumes, "suspended_by_client", "client");
    agencyResumes.get().statusCode(403);
    resumed(clientResumes, before);

    suspended(clientSuspends, "suspended_by_client", "client");
    suspended(agencySuspends, "suspended_by_client", "agency", "client");
    suspended(clientResumes, "suspended_by_agency", "agency");
    clientResumes.get().statusCode(403);
    resumed(agencyResumes, before);
    resumed(agencyResumes, before);
  }

  private ValidatableResponse byAgency(String path) {
    return a.call("operator", "POST", path, null).then();
  }

  private static ValidatableResponse byClient(String token, String path) {
    return given().auth().oauth2(token).post(path).then();
  }

  private static void suspended(Supplier<ValidatableResponse> call, String reason, String... by) {
    call.get()
        .statusCode(200)
        .body("state", equalTo("suspended"))
        .body("reason", equalTo(reason))
        .body("suspendedBy", contains(by));
  }

  private static void resumed(Supplier<ValidatableResponse> call, String state) {
    call.get()
        .statusCode(200)
        .body("state", equalTo(state))
        .body("suspendedBy", nullValue())
        .body("reason", nullValue());
  }

  @Test
  void aSuspendedConnectionIsResumedByWhoeverMay() {
    String connection = connected(opened());
    String path = "/v1/connections/" + connection;
    String before = a.call("operator", "GET", path, null).then().extract().path("state");
    FakeServices.policyAway = true;
    a.call("operator", "POST", path + "/suspend", null)
        .then()
        .statusCode(503)
        .body("code", equalTo("enforcement_pending"));
    a.call("operator", "GET", path, null).then().body("state", equalTo(before));
    FakeServices.policyAway = false;
    a.call("backend", "POST", path + "/suspend", null)
        .then()
        .statusCode(200)
        .body("state", equalTo("suspended"))
        .body("reason", equalTo("suspended_by_agency"));
    FakeServices.policyAway = true;
    a.call("operator", "POST", path + "/resume", null).then().statusCode(503);
    FakeServices.policyAway = false;
    a.call("operator", "POST", path + "/resume", null)
        .then()
        .statusCode(200)
        .body("state", equalTo(before));
    assertThat(FakeServices.SUSPENSIONS).contains("suspend " + connection, "resume " + connection);
    a.call("auditor", "POST", path + "/suspend", null).then().statusCode(403);
    assertThat(types(connection))
        .filteredOn("connection.state-changed"::equals)
        .hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void whatIsBeingRevokedIsNotSuspended() {
    String connection = connected(opened());
    FakeServices.REVOKED.add(connection);
    byAgency("/v1/connections/" + connection + "/suspend")
        .statusCode(409)
        .body("code", equalTo("connection_revoked"));
  }

  @Test
  void aRevocationTheProviderHasNotConfirmedIsPendingUntilItHas() {
    String path = "/v1/connections/" + connected(opened());
    FakeServices.providerAway = true;
    a.call("operator", "DELETE", path, null)
        .then()
        .statusCode(200)
        .body("state", equalTo("revoked"))
        .body("provider.outcome", equalTo("pending"))
        .body("shredded", equalTo(false));
    FakeServices.providerAway = false;
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                a.call("operator", "DELETE", path, null)
                    .then()
                    .statusCode(200)
                    .body("provider.outcome", equalTo("revoked"))
                    .body("shredded", equalTo(true)));
  }

  @Test
  void aStepThatFailedIsRepeatedByItself() {
    String connection = connected(opened());
    FakeServices.policyAway = true;
    a.call("operator", "DELETE", "/v1/connections/" + connection, null).then().statusCode(503);
    FakeServices.policyAway = false;
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(FakeServices.REVOKED).contains(connection));
  }

  @Test
  void offboardingDestroysEverythingAndCertifiesIt() {
    Opened opened = opened();
    String connection = connected(opened);
    String path = "/v1/clients/" + opened.client();
    String certificate =
        a.call("admin", "DELETE", path, null)
            .then()
            .statusCode(200)
            .body("connections", hasSize(1))
            .body("connections[0].connection", equalTo(connection))
            .extract()
            .path("id");
    a.call("admin", "DELETE", path, null).then().statusCode(200).body("id", equalTo(certificate));
    a.get(path).then().body("state", equalTo("offboarded")).body("name", nullValue());
    a.call("backend", "POST", path + "/links", null).then().statusCode(409);
  }

  @Test
  void aClientComesInByItsLinkOnceAndSeesItsOwnOnly() {
    Opened mine = opened();
    String connection = connected(mine);
    String other = connected(opened());
    String code = codeOf(mine.client());
    String token = tokenFor(code, mine.client());
    given()
        .contentType("application/json")
        .body(Map.of("code", code))
        .post("/v1/client-sessions")
        .then()
        .statusCode(410);
    given()
        .auth()
        .oauth2(token)
        .get("/v1/connections")
        .then()
        .statusCode(200)
        .body("items", hasSize(1))
        .body("items[0].id", equalTo(connection));
    given().auth().oauth2(token).get("/v1/connections/" + other).then().statusCode(404);
    given().auth().oauth2(token).get("/v1/clients").then().statusCode(403);
    given().auth().oauth2(token).delete("/v1/connections/" + other).then().statusCode(404);
    given().auth().oauth2(token).delete("/v1/connections/" + connection).then().statusCode(200);
  }

  @Test
  void reconnectingKeepsTheConnection() {
    Opened opened = opened();
    String connection = connected(opened);
    Map<String, Object> again =
        a.call("backend", "POST", "/v1/connections/" + connection + "/reconnect", Map.of())
            .then()
            .statusCode(201)
            .body("connection", equalTo(connection))
            .extract()
            .as(new io.restassured.common.mapper.TypeRef<Map<String, Object>>() {});
    connected(new Opened(opened.client(), opened.integration(), again));
    a.get("/v1/connect-sessions/" + again.get("id")).then().body("status", equalTo("completed"));
    assertThat(types(connection)).filteredOn("connection.established"::equals).hasSize(1);
  }

  private static List<String> types(String subject) {
    return await().atMost(PATIENCE).until(() -> events(subject), found -> !found.isEmpty()).stream()
        .map(Event::type)
        .toList();
  }

  private static List<Event<EventData>> events(String subject) {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", DelegaResource.kafka().bootstrapServers());
    settings.put("isolation.level", "read_committed");
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> all =
          consumer.partitionsFor(Topic.CONNECT_EVENTS.topicName()).stream()
              .map((PartitionInfo p) -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      List<Event<EventData>> events = new java.util.ArrayList<>();
      while (all.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(
                r -> {
                  if (subject.equals(r.key())) {
                    events.add(EventJson.read(r.value()));
                  }
                });
      }
      return events;
    }
  }
}
