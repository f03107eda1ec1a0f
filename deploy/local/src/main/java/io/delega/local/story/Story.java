package io.delega.local.story;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.delega.ledger.NoteKey;
import io.delega.ledger.Verdict;
import io.delega.ledger.Verifier;
import io.delega.local.Env;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/**
 * One client's story at one provider, step by step; each step checks what it must bring about. The
 * steps keep what later ones need, and can be interrupted by a test between any two.
 */
public final class Story {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Api api;
  private final Http http;
  private final StoryProvider provider;
  private final String agency;
  private final Narrator tell;

  private String integration;
  private String client;
  private String assistant;
  private String session;
  private String sessionUrl;
  private String connection;
  private String grant;
  private String usedLink;
  private String refusedCall;

  public Story(Env env, Http http, StoryProvider provider, String agency, Narrator tell) {
    this.api = new Api(env, http);
    this.http = http;
    this.provider = provider;
    this.agency = agency;
    this.tell = tell;
  }

  /** All of it, in order. */
  public void run() {
    connect();
    callWithinTheGrant();
    callBeyondTheGrant();
    askWhy();
    callWithAnExpiredToken();
    stopOnTheClientsOwnPage();
    callAfterTheStop();
    readTheLedger();
    verifyAProof();
    awaitAlert();
  }

  /** Up to the grant. */
  public void connect() {
    registerIntegration();
    registerClient();
    registerAssistant();
    openConnectSession();
    connectInTheBrowser();
    awaitGrant();
  }

  /** The agency's backend sets the provider up; its secret goes to token-vault by its own call. */
  public void registerIntegration() {
    tell.step("The agency registers its OAuth app at " + provider.name());
    JsonNode created =
        backend("POST", "/v1/integrations", provider.integration())
            .expect(201, "integration")
            .json();
    integration = created.get("id").asText();
    provider.allowRedirect(created.get("redirectUri").asText());
    Answer secret =
        backend(
            "PUT",
            "/v1/integrations/" + integration + "/secret",
            Map.of("clientSecret", provider.clientSecret()));
    secret.expect(204, "the app's secret");
    tell.outcome(
        integration + "; its secret went straight to token-vault, and cannot be read back");
  }

  /** The agency's backend registers its customer. */
  public void registerClient() {
    tell.step("The agency registers a client, Demo client");
    client =
        backend("POST", "/v1/clients", Map.of("name", "Demo client", "locale", "it"))
            .expect(201, "client")
            .json()
            .get("id")
            .asText();
    tell.outcome(client);
  }

  /** The agency says which OIDC identity its assistant is; once is enough. */
  public void registerAssistant() {
    tell.step("The agency registers its assistant, an OIDC identity");
    String subject = api.subject(agency, "assistant1");
    assistant =
        items(admin("GET", "/v1/assistants?limit=100", null).expect(200, "assistants")).stream()
            .filter(known -> known.path("subject").asText().equals(subject))
            .map(known -> known.get("id").asText())
            .findFirst()
            .orElseGet(
                () ->
                    admin(
                            "POST",
                            "/v1/assistants",
                            Map.of("name", "Reply helper", "subject", subject))
                        .expect(201, "assistant")
                        .json()
                        .get("id")
                        .asText());
    tell.outcome(assistant + " is " + subject);
  }

  /** Its assistant is an identity of another issuer, which the agency trusts. */
  public void registerAssistant(String subject, String issuer) {
    tell.step("The agency registers an assistant of the issuer " + issuer);
    assistant =
        admin(
                "POST",
                "/v1/assistants",
                Map.of("name", "Reply helper", "subject", subject, "issuer", issuer))
            .expect(201, "assistant")
            .json()
            .get("id")
            .asText();
    tell.outcome(assistant + " is " + subject);
  }

  /** The agency's backend asks for access on the client's behalf and gets a link. */
  public void openConnectSession() {
    tell.step("The agency opens a connect session: what the assistant would like to do");
    Map<String, Object> access =
        Map.of("assistant", assistant, "permissions", provider.permissions());
    JsonNode created =
        backend(
                "POST",
                "/v1/connect-sessions",
                Map.of("client", client, "integration", integration, "access", List.of(access)))
            .expect(201, "connect session")
            .json();
    session = created.get("id").asText();
    sessionUrl = created.get("url").asText();
    tell.outcome("a link for the client, valid until " + created.get("expiresAt").asText());
  }

  /** The client opens the link, agrees, logs in at the provider and comes back. */
  public void connectInTheBrowser() {
    tell.step("The client opens the link, presses Connect and logs in at " + provider.name());
    Browser browser = new Browser(http, "en");
    browser.open(sessionUrl);
    browser.answer().expect(200, "the connect page");
    if (!browser.text().contains("Reply helper")) {
      throw new StoryException("the connect page does not name the assistant: " + browser.text());
    }
    browser.press("action", "connect", Map.of());
    provider.logIn(browser);
    browser.answer().expect(200, "the page after connecting");
    tell.outcome("the page says: " + browser.page().select("h1").text());
  }

  /** The consent has become a grant that every enforcement point knows. */
  public void awaitGrant() {
    tell.step("token-vault seals the tokens; the client's consent becomes a grant");
    JsonNode done =
        Await.value(
            PATIENCE,
            "the session to be completed",
            () ->
                backend("GET", "/v1/connect-sessions/" + session, null)
                    .expect(200, "session")
                    .json(),
            state -> state.path("status").asText().equals("completed"));
    connection = done.get("connection").asText();
    grant = done.get("grants").get(0).asText();
    tell.outcome(connection + " is active, " + grant + " is enforced");
  }

  /** The assistant gets data. */
  public void callWithinTheGrant() {
    tell.step("The assistant calls the provider through Delega: GET " + provider.allowedPath());
    expectData(assistantCalls(provider.allowedPath()));
  }

  /** The assistant asks for more than it may. */
  public void callBeyondTheGrant() {
    tell.step("It asks for something else: GET " + provider.forbiddenPath());
    Answer answer = assistantCalls(provider.forbiddenPath()).expect(403, "beyond the grant");
    if (answer.code().isEmpty() || answer.header("Delega-Call-Id").isEmpty()) {
      throw new StoryException("the refusal gives no reason or call id: " + answer.shortBody());
    }
    refusedCall = answer.header("Delega-Call-Id").orElseThrow();
    tell.outcome("refused: " + answer.code() + ", " + answer.json().path("detail").asText());
  }

  /** Support looks the refusal up by its call id. */
  public void askWhy() {
    tell.step("Support asks why, by the call id of the refusal");
    JsonNode told =
        call("operator", "POST", "/v1/decisions/explain", Map.of("callId", refusedCall))
            .expect(200, "the explanation")
            .json();
    if (!told.path("decision").asText().equals("denied") || told.path("needed").isEmpty()) {
      throw new StoryException("the refusal is not explained: " + told);
    }
    tell.outcome(told.path("words").path("en").asText());
  }

  /** An expired access token is renewed on the way. */
  public void callWithAnExpiredToken() {
    tell.step("The provider lets the access token expire; the assistant calls again");
    provider.expireAccessTokens();
    expectData(assistantCalls(provider.allowedPath()));
  }

  /** The client sees what is connected, and stops it alone. */
  public void stopOnTheClientsOwnPage() {
    tell.step("The client opens its own page, sees what was done, and stops it");
    ClientPage page = new ClientPage(new Browser(http, "en"));
    page.enter(clientLink());
    page.expectText("Reply helper");
    page.stop(connection);
    tell.outcome("stopped");
  }

  /** A one-time link to the client's own page. */
  public String clientLink() {
    usedLink =
        backend("POST", "/v1/clients/" + client + "/links", null)
            .expect(201, "the client's link")
            .json()
            .get("url")
            .asText();
    return usedLink;
  }

  /** The last of those links. */
  public String usedLink() {
    return usedLink;
  }

  /** The very next call is refused. */
  public void callAfterTheStop() {
    tell.step("The assistant calls once more");
    Answer answer = assistantCalls(provider.allowedPath()).expect(403, "after the stop");
    if (!answer.code().equals("revoked")) {
      throw new StoryException("expected the code revoked, got: " + answer.shortBody());
    }
    refusedCall = answer.header("Delega-Call-Id").orElseThrow();
    tell.outcome("refused: " + answer.code());
  }

  /** Every step is in the ledger. */
  public void readTheLedger() {
    tell.step("The auditor reads the ledger");
    List<JsonNode> entries = entriesWhen(this::tellsTheStory);
    for (JsonNode entry : entries) {
      tell.outcome(
          "%5d  %-30s %s"
              .formatted(
                  entry.get("leafIndex").asLong(),
                  entry.get("type").asText(),
                  entry.path("outcome").asText("") + " " + entry.path("reason").asText("")));
    }
  }

  /** Anyone with the ledger's key can check that the refused call is in it. */
  public void verifyAProof() {
    tell.step("The auditor takes the proof of the refused call and checks it offline");
    String entry =
        entries().stream()
            .filter(is("callId", refusedCall))
            .findFirst()
            .orElseThrow()
            .get("id")
            .asText();
    Answer proof = call("auditor", "GET", "/v1/audit/events/" + entry + "/proof", null);
    String key = api.call((String) null, "GET", "/v1/audit/keys", null).expect(200, "key").body();
    Verdict verdict = new Verifier(NoteKey.parse(key)).proof(proof.expect(200, "the proof").body());
    if (!verdict.proven()) {
      throw new StoryException(verdict.summary());
    }
    tell.outcome(verdict.summary());
  }

  /** Monitoring noticed the call after the stop. */
  public void awaitAlert() {
    tell.step("Monitoring looks at the call after the stop");
    JsonNode alert =
        Await.value(
                PATIENCE,
                "the alert",
                () ->
                    items(
                        call("operator", "GET", "/v1/alerts?limit=200", null)
                            .expect(200, "alerts")),
                alerts -> alerts.stream().anyMatch(this::isOurs))
            .stream()
            .filter(this::isOurs)
            .findFirst()
            .orElseThrow();
    tell.outcome(
        "alert %s, severity %s, about %s"
            .formatted(
                alert.get("kind").asText(),
                alert.get("severity").asText(),
                alert.path("callId").asText("several calls")));
  }

  private boolean isOurs(JsonNode alert) {
    return alert.toString().contains(connection);
  }

  private boolean tellsTheStory(List<JsonNode> entries) {
    List<String> types = entries.stream().map(entry -> entry.get("type").asText()).toList();
    return types.containsAll(
            List.of(
                "connection.established",
                "credential.stored",
                "grant.created",
                "call.decided",
                "call.completed",
                "credential.refreshed",
                "grant.revoked"))
        && entries.stream().anyMatch(is("callId", refusedCall));
  }

  private static Predicate<JsonNode> is(String field, String value) {
    return entry -> entry.path(field).asText().equals(value);
  }

  /** The ledger's entries about this connection, oldest first. */
  public List<JsonNode> entries() {
    return items(
        call("auditor", "GET", "/v1/audit/events?limit=200&connection=" + connection, null)
            .expect(200, "the ledger"));
  }

  /** The same, once they are as wanted. */
  public List<JsonNode> entriesWhen(Predicate<List<JsonNode>> wanted) {
    return Await.value(PATIENCE, "the ledger's entries", this::entries, wanted);
  }

  /** The assistant's call through the proxy. */
  public Answer assistantCalls(String path) {
    return call("assistant1", "GET", "/v1/proxy/" + connection + path, null);
  }

  private void expectData(Answer answer) {
    answer.expect(200, "the proxied call");
    if (!answer.body().contains(provider.expectedText())) {
      throw new StoryException("the provider's data is not in: " + answer.shortBody());
    }
    tell.outcome(
        "%d bytes of the provider's data, call %s"
            .formatted(answer.body().length(), answer.header("Delega-Call-Id").orElse("?")));
  }

  private Answer backend(String method, String path, Object body) {
    return call("backend", method, path, body);
  }

  private Answer admin(String method, String path, Object body) {
    return call("admin", method, path, body);
  }

  private Answer call(String role, String method, String path, Object body) {
    return api.call(agency, role, method, path, body);
  }

  private static List<JsonNode> items(Answer page) {
    JsonNode items = page.json().get("items");
    ArrayNode none = JsonNodeFactory.instance.arrayNode();
    return StreamSupport.stream((items == null ? none : items).spliterator(), false).toList();
  }

  public Api api() {
    return api;
  }

  public StoryProvider provider() {
    return provider;
  }

  public String agency() {
    return agency;
  }

  public String connection() {
    return connection;
  }

  /** The connect session's link for the client. */
  public String sessionUrl() {
    return sessionUrl;
  }

  public String session() {
    return session;
  }

  public String assistant() {
    return assistant;
  }

  public String client() {
    return client;
  }

  public String grant() {
    return grant;
  }

  public String integration() {
    return integration;
  }
}
