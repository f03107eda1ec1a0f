package io.delega.sandbox;

import static io.delega.sandbox.DemoApp.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.delega.sandbox.DemoApp.Pair;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mailboxes, contacts and chatbots, and who may see them. */
class ApiTest {
  private Sandbox sandbox;
  private DemoApp app;
  private Pair all;

  @BeforeEach
  void start() {
    sandbox = Sandbox.start(0);
    app = new DemoApp(sandbox);
    all = app.connect();
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/me",
        "/mail",
        "/mail/support@example.test/messages",
        "/contacts",
        "/chatbots",
        "/chatbots/shop-helper/conversations",
        "/echo",
        "/nothing-here"
      })
  void nothingIsShownWithoutAGoodToken(String path) {
    HttpResponse<String> none = app.call("GET", path, null, null);
    assertThat(none.statusCode()).isEqualTo(401);
    assertThat(none.headers().firstValue("WWW-Authenticate").orElseThrow()).startsWith("Bearer ");
    assertThat(app.call("GET", path, "unknown", null).statusCode()).isEqualTo(401);
    assertThat(app.call("GET", path, all.refresh(), null).statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource({
    "GET,    /mail, mail.read",
    "GET,    /mail/info@example.test/messages, mail.read",
    "GET,    /mail/info@example.test/messages/msg-info-1, mail.read",
    "POST,   /mail/info@example.test/messages/send, mail.send",
    "DELETE, /mail/info@example.test/messages/msg-info-1, mail.send",
    "GET,    /contacts, contacts.read",
    "GET,    /contacts/contact-1, contacts.read",
    "PATCH,  /contacts/contact-1, contacts.write",
    "DELETE, /contacts/contact-1, contacts.write",
    "GET,    /chatbots, chatbots.read",
    "GET,    /chatbots/shop-helper/conversations, chatbots.read",
    "POST,   /chatbots/shop-helper/messages, chatbots.write"
  })
  void everyCallNeedsItsOwnScope(String method, String path, String scope) {
    Set<String> others = new HashSet<>(Scopes.ALL);
    others.remove(scope);
    Pair without = app.connect(String.join(" ", others));
    Pair with = app.connect(scope);

    HttpResponse<String> refused = app.call(method, path, without.access(), null);
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(json(refused).path("error").asText()).isEqualTo("insufficient_scope");
    assertThat(app.call(method, path, with.access(), null).statusCode()).isNotIn(401, 403, 404);
  }

  @Test
  void theCallerIsTheDemoUserWithTheScopesItAllowed() {
    JsonNode me = json(app.call("/me", app.connect("mail.read contacts.read")));

    assertThat(me.path("email").asText())
        .isEqualTo(sandbox.user())
        .isEqualTo("demo-client@example.test");
    assertThat(me.path("name").asText()).isEqualTo("Demo Client");
    assertThat(texts(me.path("scopes"))).containsExactly("mail.read", "contacts.read");
  }

  @Test
  void mailboxesHoldMessages() {
    JsonNode mailboxes = json(app.call("/mail", all)).path("mailboxes");
    assertThat(mailboxes)
        .extracting(box -> box.path("address").asText() + " " + box.path("messages").asInt())
        .containsExactly("support@example.test 3", "info@example.test 2", "sales@example.test 3");

    JsonNode support = json(app.call("/mail/support%40example.test/messages", all));
    assertThat(support.path("mailbox").asText()).isEqualTo("support@example.test");
    assertThat(support.path("messages"))
        .extracting(message -> message.path("id").asText())
        .containsExactly("msg-support-1", "msg-support-2", "msg-support-3");

    JsonNode message = json(app.call("/mail/support@example.test/messages/msg-support-1", all));
    assertThat(message.path("subject").asText()).isEqualTo("Printer on fire");
    assertThat(message.path("to").asText()).isEqualTo("support@example.test");
  }

  @Test
  void aMessageIsSentFromItsMailboxAndStaysInIt() {
    HttpResponse<String> sent =
        app.call(
            "POST",
            "/mail/info@example.test/messages/send",
            all.access(),
            "{\"to\":\"visitor9@example.test\",\"subject\":\"Hello\",\"body\":\"A demo\"}");

    assertThat(sent.statusCode()).isEqualTo(201);
    assertThat(json(sent).path("from").asText()).isEqualTo("info@example.test");
    String path = "/mail/info@example.test/messages/" + json(sent).path("id").asText();
    assertThat(json(app.call(path, all))).isEqualTo(json(sent));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "", "null", "[]", "{\"to\":", "{\"nothing\":1}", "\"text\""})
  void aMessageWithoutAddresseeIsRefused(String body) {
    HttpResponse<String> answer =
        app.call("POST", "/mail/info@example.test/messages/send", all.access(), body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json(answer).path("error").asText()).isEqualTo("invalid_request");
  }

  @Test
  void aDeletedMessageIsGone() {
    String path = "/mail/info@example.test/messages/msg-info-1";

    assertThat(app.call("DELETE", path, all.access(), null).statusCode()).isEqualTo(204);

    assertThat(app.call("DELETE", path, all.access(), null).statusCode()).isEqualTo(404);
    assertThat(app.call(path, all).statusCode()).isEqualTo(404);
  }

  @Test
  void contactsHaveOwnersAndAreFoundByThem() {
    JsonNode contacts = json(app.call("/contacts", all)).path("contacts");
    assertThat(contacts).hasSize(5);
    Set<String> owners = new HashSet<>();
    contacts.forEach(contact -> owners.add(contact.path("owner").asText()));
    assertThat(owners).hasSize(2);

    for (String owner : owners) {
      assertThat(json(app.call("/contacts?owner=" + owner, all)).path("contacts"))
          .isNotEmpty()
          .allMatch(contact -> contact.path("owner").asText().equals(owner));
    }
    assertThat(json(app.call("/contacts?owner=nobody", all)).path("contacts")).isEmpty();
  }

  @Test
  void aContactIsChangedWhereTheChangeSaysSo() {
    JsonNode old = json(app.call("/contacts/contact-1", all));

    HttpResponse<String> changed =
        app.call(
            "PATCH", "/contacts/contact-1", all.access(), "{\"phone\":\"+39 1\",\"owner\":\"x\"}");

    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(json(changed).path("phone").asText()).isEqualTo("+39 1");
    assertThat(json(changed).path("name")).isEqualTo(old.path("name"));
    assertThat(json(app.call("/contacts?owner=x", all)).path("contacts"))
        .containsExactly(json(changed));
  }

  @Test
  void aDeletedContactIsGone() {
    assertThat(app.call("DELETE", "/contacts/contact-1", all.access(), null).statusCode())
        .isEqualTo(204);

    assertThat(app.call("/contacts/contact-1", all).statusCode()).isEqualTo(404);
    assertThat(app.call("PATCH", "/contacts/contact-1", all.access(), "{}").statusCode())
        .isEqualTo(404);
  }

  @Test
  void aChatbotWritesIntoOneOfItsConversations() {
    JsonNode chatbots = json(app.call("/chatbots", all)).path("chatbots");
    assertThat(chatbots)
        .extracting(bot -> bot.path("id").asText() + " " + bot.path("conversations").asInt())
        .containsExactly("shop-helper 2", "booking-helper 1");

    HttpResponse<String> said =
        app.call(
            "POST",
            "/chatbots/shop-helper/messages",
            all.access(),
            "{\"conversation\":\"talk-2\",\"text\":\"Yes, we do.\"}");

    assertThat(said.statusCode()).isEqualTo(201);
    JsonNode talks =
        json(app.call("/chatbots/shop-helper/conversations", all)).path("conversations");
    assertThat(talks.path(0).path("messages")).hasSize(2);
    assertThat(talks.path(1).path("messages")).hasSize(3);
    assertThat(talks.path(1).path("messages").path(2)).isEqualTo(json(said));
    assertThat(json(said).path("from").asText()).isEqualTo("shop-helper");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"conversation\":\"talk-9\",\"text\":\"x\"}", "{\"text\":\"x\"}", "null", "{}"})
  void aLineNeedsAConversationThatExists(String body) {
    assertThat(app.call("POST", "/chatbots/shop-helper/messages", all.access(), body).statusCode())
        .isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/mail/nobody@example.test/messages",
        "/mail/nobody@example.test/messages/msg-info-1",
        "/mail/info@example.test/messages/msg-support-1",
        "/contacts/contact-99",
        "/chatbots/no-helper/conversations",
        "/nothing-here"
      })
  void whatDoesNotExistIsNotFound(String path) {
    HttpResponse<String> answer = app.call(path, all);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(json(answer).path("error").asText()).isEqualTo("not_found");
  }

  @Test
  void theEchoTellsWhatArrivedButNotTheToken() {
    HttpResponse<String> echo = app.call("PUT", "/echo/a?b=c", all.access(), "a body");

    assertThat(json(echo).path("method").asText()).isEqualTo("PUT");
    assertThat(json(echo).path("path").asText()).isEqualTo("/api/v1/echo/a");
    assertThat(json(echo).path("query").asText()).isEqualTo("b=c");
    assertThat(json(echo).path("body").asText()).isEqualTo("a body");
    assertThat(json(echo).path("headers").path("Authorization").asText())
        .isEqualTo("sha256:" + Fingerprint.brief(all.access()));
    assertThat(echo.body()).doesNotContain(all.access());
  }

  @Test
  void blobsAreAsBigAsAskedFor() {
    assertThat(app.call("/blob?bytes=0", all).body()).isEmpty();
    assertThat(app.call("/blob?bytes=3000000", all).body()).hasSize(3_000_000);
    assertThat(app.call("/blob?bytes=-1", all).statusCode()).isEqualTo(400);
    assertThat(app.call("/blob", all).statusCode()).isEqualTo(400);
  }

  @Test
  void aSlowCallWaitsAndARedirectLeadsAway() {
    assertThat(json(app.call("/slow?ms=0", all)).path("waitedMs").asInt()).isZero();
    assertThat(json(app.call("/slow?ms=20", all)).path("waitedMs").asInt()).isEqualTo(20);
    assertThat(app.call("/slow?ms=soon", all).statusCode()).isEqualTo(400);

    HttpResponse<String> redirect = app.call("/redirect?to=https://away.example.test/", all);
    assertThat(redirect.statusCode()).isEqualTo(302);
    assertThat(redirect.headers().firstValue("Location")).hasValue("https://away.example.test/");
    assertThat(app.call("/redirect", all).statusCode()).isEqualTo(400);
  }

  @Test
  void whatArrivedIsWrittenDownWithoutItsTokens() {
    sandbox.forgetArrivals();
    app.call("/mail?page=2", all);
    app.refresh(all.refresh());
    app.revoke(all.access());

    assertThat(sandbox.arrivals())
        .extracting(Arrival::kind, Arrival::path, Arrival::query, Arrival::token)
        .containsExactly(
            arrived("api", "/api/v1/mail", "page=2", all.access()),
            arrived("token", "/oauth/token", null, all.refresh()),
            arrived("revoke", "/oauth/revoke", null, all.access()));
    HttpResponse<String> shown = app.get("/control/arrivals");
    assertThat(json(shown).path("items")).hasSize(3);
    assertThat(shown.body()).doesNotContain(all.access(), all.refresh());

    assertThat(app.json("DELETE", "/control/arrivals", "").statusCode()).isEqualTo(204);
    assertThat(sandbox.arrivals()).isEmpty();
  }

  private static Tuple arrived(String kind, String path, String query, String token) {
    return tuple(kind, path, query, Fingerprint.brief(token));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(item.asText()));
    return texts;
  }
}
