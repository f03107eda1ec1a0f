package io.delega.local.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.local.Env;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client sees when something on the way to a connection is not right. */
class HostedPagesIT {
  private Env env;
  private Http http;
  private Story story;

  @BeforeEach
  void openASession() {
    env = TestPlatform.single();
    http = new Http(Overheard::add);
    story =
        new Story(
            env, http, new SandboxProvider(env.sandbox(), http), "agency-a", Narrator.silent());
    story.registerIntegration();
    story.registerClient();
    story.registerAssistant();
    story.openConnectSession();
  }

  @Test
  void anUnknownLinkTellsWhatToDo() {
    Browser browser = new Browser(http, "it").open(env.baseUrl() + "/connect/no-such-link");
    assertThat(browser.answer().status()).isBetween(400, 499);
    assertThat(browser.page().select("html").attr("lang")).isEqualTo("it");
    assertThat(browser.page().select("h1").text()).isNotEmpty();
  }

  @Test
  void aUsedLinkDoesNotConnectAgain() {
    story.connectInTheBrowser();
    story.awaitGrant();
    Browser another = new Browser(http, "en").open(story.sessionUrl());
    assertThat(another.page().select("button[value=connect]")).isEmpty();
    assertThat(another.page().select("h1").text()).isNotEmpty();
  }

  @Test
  void declineLeavesNothingBehind() {
    Browser browser = new Browser(http, "en").open(story.sessionUrl());
    browser.press("action", "decline", Map.of());
    assertThat(browser.answer().status()).isLessThan(500);
    assertThat(sessionStatus()).isEqualTo("cancelled");
  }

  @Test
  void aCallbackWithAWrongStateConnectsNothing() {
    Browser browser = atTheDoor();
    String callback = browser.address().toString();
    browser.stopBefore(null);
    browser.open(callback.replaceAll("([?&])state=[^&]+", "$1state=somebody-elses"));
    assertThat(browser.answer().status()).isBetween(400, 499);
    assertThat(sessionStatus()).isEqualTo("open");
  }

  @Test
  void aCallbackFromAnotherIssuerConnectsNothing() {
    Browser browser = atTheDoor();
    String callback = browser.address().toString();
    browser.stopBefore(null);
    browser.open(callback.replaceAll("([?&])iss=[^&]+", "$1iss=https%3A%2F%2Fevil.example"));
    assertThat(browser.answer().status()).isBetween(400, 499);
    assertThat(sessionStatus()).isEqualTo("open");
  }

  @Test
  void anotherBrowserCannotFinishWhatThisOneBegan() {
    String callback = atTheDoor().address().toString();
    Browser thief = new Browser(http, "en").open(callback);
    assertThat(thief.answer().status()).isBetween(400, 499);
    assertThat(sessionStatus()).isEqualTo("open");
  }

  @Test
  void whoeverRefusesAtTheProviderCanTryAgain() {
    Browser browser = new Browser(http, "en").open(story.sessionUrl());
    browser.press("action", "connect", Map.of());
    browser.press(
        "action",
        "login",
        Map.of("user", env.sandbox().user(), "password", env.sandbox().password()));
    browser.press("decision", "deny", Map.of());
    assertThat(browser.answer().status()).isLessThan(500);
    assertThat(sessionStatus()).isEqualTo("open");
    story.connectInTheBrowser();
    story.awaitGrant();
  }

  @Test
  void theSameCallbackTwiceConnectsOnce() {
    Browser browser = atTheDoor();
    String callback = browser.address().toString();
    browser.stopBefore(null);
    browser.open(callback).answer().expect(200, "the callback");
    browser.open(callback);
    assertThat(browser.answer().status()).isLessThan(500);
    story.awaitGrant();
    story.callWithinTheGrant();
  }

  @Test
  void aProviderThatIsDownCostsAnotherTryOnly() {
    Browser browser = atTheDoor();
    String callback = browser.address().toString();
    browser.stopBefore(null);
    misbehave("{\"tokenErrors\": 20}");
    try {
      browser.open(callback);
      assertThat(browser.page().select("h1").text()).isNotEmpty();
      assertThat(sessionStatus()).isEqualTo("open");
    } finally {
      http.send(post("/control/reset", "{}"));
    }
    story.connectInTheBrowser();
    story.awaitGrant();
    story.callWithinTheGrant();
  }

  /** A browser that the provider has just sent back, before it goes there. */
  private Browser atTheDoor() {
    Browser browser = new Browser(http, "en").open(story.sessionUrl());
    browser.stopBefore(env.baseUrl() + "/oauth/callback/");
    browser.press("action", "connect", Map.of());
    story.provider().logIn(browser);
    assertThat(browser.address().toString()).contains("code=");
    return browser;
  }

  private String sessionStatus() {
    return story
        .api()
        .call("agency-a", "backend", "GET", "/v1/connect-sessions/" + story.session(), null)
        .expect(200, "the session")
        .json()
        .get("status")
        .asText();
  }

  private void misbehave(String switches) {
    http.send(post("/control", switches)).expect(200, "the sandbox's switches");
  }

  private HttpRequest.Builder post(String path, String body) {
    return HttpRequest.newBuilder(URI.create(env.sandbox().url() + path))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }
}
