package io.delega.sandbox;

import static io.delega.sandbox.DemoApp.json;
import static io.delega.sandbox.DemoApp.location;
import static io.delega.sandbox.DemoApp.parameters;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From the app to login and consent and back. */
class AuthorizeTest {
  private Sandbox sandbox;
  private DemoApp app;

  @BeforeEach
  void start() {
    sandbox = Sandbox.start(0);
    app = new DemoApp(sandbox);
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  @Test
  void theWayBackHasACodeTheIssuerAndTheStateAsItWas() {
    Map<String, String> request = app.request("mail.read");
    String state = "a state & more=✓ %41+%";
    request.put("state", state);

    Map<String, String> back = parameters(app.decide(request, "allow"));

    assertThat(back).containsOnlyKeys("from", "code", "iss", "state");
    assertThat(back).containsEntry("iss", sandbox.url()).containsEntry("state", state);
  }

  @Test
  void aRequestWithoutStateGetsNoneBack() {
    Map<String, String> request = app.request("mail.read");
    request.remove("state");

    assertThat(parameters(app.decide(request, "allow"))).containsOnlyKeys("from", "code", "iss");
  }

  @Test
  void aRequestWithoutAChallengeIsSentBack() {
    Map<String, String> request = app.request("mail.read");
    request.remove("code_challenge");
    request.remove("code_challenge_method");

    assertSentBack(request, "invalid_request");
  }

  @Test
  void aChallengeWithoutItsMethodMeansPlainAndIsSentBack() {
    Map<String, String> request = app.request("mail.read");
    request.remove("code_challenge_method");

    assertSentBack(request, "invalid_request");
  }

  @Test
  void aPlainChallengeIsSentBack() {
    Map<String, String> request = app.request("mail.read");
    request.put("code_challenge", DemoApp.VERIFIER);
    request.put("code_challenge_method", "plain");

    assertSentBack(request, "invalid_request");
  }

  @Test
  void aChallengeThatIsNoSha256IsSentBack() {
    Map<String, String> request = app.request("mail.read");
    request.put("code_challenge", "too-short");

    assertSentBack(request, "invalid_request");
  }

  @Test
  void onlyCodesAreGivenOut() {
    Map<String, String> request = app.request("mail.read");
    request.put("response_type", "token");

    assertSentBack(request, "unsupported_response_type");
  }

  @Test
  void aScopeThatDoesNotExistIsSentBack() {
    assertSentBack(app.request("mail.read everything"), "invalid_scope");
  }

  @Test
  void whoDeniesIsSentBackWithoutACode() {
    Map<String, String> back = parameters(app.decide(app.request("mail.read"), "deny"));

    assertThat(back)
        .containsEntry("error", "access_denied")
        .containsEntry("iss", sandbox.url())
        .containsEntry("state", "demo-state")
        .doesNotContainKey("code");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://app.example.test/callback",
        "https://app.example.test/callback/?from=sandbox",
        "https://app.example.test/callback?from=sandbox&more=1",
        "https://app.example.test/callback?from=sandbox#fragment",
        "https://APP.example.test/callback?from=sandbox",
        "http://app.example.test/callback?from=sandbox",
        "https://app.example.test.evil.test/callback?from=sandbox",
        "http://localhost:9999/callback"
      })
  void anAddressThatIsNotExactlyTheRegisteredOneIsNeverGoneTo(String redirectUri) {
    Map<String, String> request = app.request("mail.read");
    request.put("redirect_uri", redirectUri);

    assertStaysHere(app.authorize(request));
  }

  @Test
  void anAddressMustBeGiven() {
    Map<String, String> request = app.request("mail.read");
    request.remove("redirect_uri");

    assertStaysHere(app.authorize(request));
  }

  @Test
  void anUnknownAppIsNotSentAnywhere() {
    Map<String, String> request = app.request("mail.read");
    request.put("client_id", "app-unknown");

    assertStaysHere(app.authorize(request));
  }

  @Test
  void theDefaultAppMayBeCalledBackOnLoopbackAndBelowThePublicAddressOnly() {
    try (Sandbox published = Sandbox.start(0, null, "https://delega.example.test")) {
      DemoApp playful =
          new DemoApp(
              published, new Sandbox.RegisteredApp(published.clientId(), published.clientSecret()));
      Map<String, String> request = playful.request("mail.read");

      for (String good :
          new String[] {
            "http://localhost:8080/oauth/callback/x",
            "http://127.0.0.1:1/",
            "http://[::1]:8080/",
            "https://delega.example.test/oauth/callback/x"
          }) {
        request.put("redirect_uri", good);
        assertThat(playful.authorize(request).statusCode()).as(good).isEqualTo(200);
      }
      for (String bad :
          new String[] {
            "http://localhost.evil.test/",
            "http://localhost@evil.test/",
            "http://localhost:8080/#fragment",
            "https://delega.example.test.evil.test/",
            "https://user@delega.example.test/",
            "javascript:alert(1)",
            "not an address"
          }) {
        request.put("redirect_uri", bad);
        assertStaysHere(playful.authorize(request));
      }
    }
  }

  @Test
  void aWrongPasswordLeadsBackToTheLogin() {
    String page = app.authorize(app.request("mail.read")).body();

    HttpResponse<String> wrong = app.login(page, sandbox.user(), "wrong");
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(app.login(page, "somebody@example.test", sandbox.password()).statusCode())
        .isEqualTo(401);

    assertThat(app.login(wrong.body(), sandbox.user(), sandbox.password()).body())
        .contains("Allow access?", app.clientId(), "Read your mailboxes");
  }

  @Test
  void nobodyConsentsWithoutALogin() {
    String page = app.authorize(app.request("mail.read")).body();

    assertStaysHere(app.decide(page, "allow"));
  }

  @Test
  void aConsentIsGivenOnce() {
    String login = app.authorize(app.request("mail.read")).body();
    String consent = app.login(login, sandbox.user(), sandbox.password()).body();
    location(app.decide(consent, "allow"));

    assertStaysHere(app.decide(consent, "allow"));
    assertStaysHere(app.login(login, sandbox.user(), sandbox.password()));
  }

  @Test
  void theMetadataSayWhatIsSupported() {
    JsonNode metadata = json(app.get("/.well-known/oauth-authorization-server"));

    assertThat(metadata.path("issuer").asText()).isEqualTo(sandbox.url());
    assertThat(metadata.path("authorization_endpoint").asText())
        .isEqualTo(sandbox.url() + "/oauth/authorize");
    assertThat(metadata.path("token_endpoint").asText()).isEqualTo(sandbox.url() + "/oauth/token");
    assertThat(metadata.path("revocation_endpoint").asText())
        .isEqualTo(sandbox.url() + "/oauth/revoke");
    assertThat(metadata.path("code_challenge_methods_supported"))
        .extracting(JsonNode::asText)
        .containsExactly("S256");
    assertThat(metadata.path("authorization_response_iss_parameter_supported").asBoolean())
        .isTrue();
  }

  private void assertSentBack(Map<String, String> request, String error) {
    Map<String, String> back = parameters(location(app.authorize(request)));
    assertThat(back)
        .containsEntry("error", error)
        .containsEntry("state", "demo-state")
        .containsEntry("iss", sandbox.url())
        .doesNotContainKey("code");
  }

  private static void assertStaysHere(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Location")).isEmpty();
  }
}
