package io.delega.sandbox;

import static io.delega.sandbox.DemoApp.json;
import static io.delega.sandbox.DemoApp.pair;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.delega.sandbox.DemoApp.Pair;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Codes, access tokens that end, refresh tokens that rotate, and their revocation. */
class TokenTest {
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
  void aCodeIsExchangedForAPair() {
    HttpResponse<String> answer = app.token(app.exchange(app.code("mail.read offline_access")));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    JsonNode body = json(answer);
    assertThat(body.path("token_type").asText()).isEqualTo("Bearer");
    assertThat(body.path("expires_in").asLong()).isEqualTo(300);
    assertThat(body.path("scope").asText()).isEqualTo("mail.read offline_access");
    assertThat(body.path("refresh_token").asText()).startsWith("sandbox-refresh-");
    assertThat(app.isGood(body.path("access_token").asText())).isTrue();
  }

  @Test
  void thereIsNoRefreshTokenWithoutOfflineAccess() {
    assertThat(app.connect("mail.read").refresh()).isNull();
  }

  @Test
  void aWrongVerifierIsRefusedAndSpendsTheCode() {
    String code = app.code("mail.read");
    Map<String, String> wrong = app.exchange(code);
    wrong.put("code_verifier", DemoApp.VERIFIER + "x");

    assertRefused(app.token(wrong));
    assertRefused(app.token(app.exchange(code)));
  }

  @Test
  void aMissingVerifierIsRefused() {
    Map<String, String> form = app.exchange(app.code("mail.read"));
    form.remove("code_verifier");

    assertRefused(app.token(form));
  }

  @Test
  void theChallengeIsNoVerifier() {
    Map<String, String> form = app.exchange(app.code("mail.read"));
    form.put("code_verifier", DemoApp.challenge(DemoApp.VERIFIER));

    assertRefused(app.token(form));
  }

  @Test
  void aCodeThatIsUsedTwiceKillsWhatItGaveOut() {
    String code = app.code(DemoApp.EVERYTHING);
    Pair first = pair(app.token(app.exchange(code)));
    Pair rotated = pair(app.refresh(first.refresh()));

    assertRefused(app.token(app.exchange(code)));

    assertThat(app.isGood(first.access())).isFalse();
    assertThat(app.isGood(rotated.access())).isFalse();
    assertRefused(app.refresh(rotated.refresh()));
  }

  @Test
  void aCodeBelongsToTheAppThatAskedForIt() {
    String code = app.code("mail.read");

    assertRefused(new DemoApp(sandbox).token(app.exchange(code)));
  }

  @Test
  void anotherAppCannotKillTokensWithACodeItHasSeen() {
    String code = app.code(DemoApp.EVERYTHING);
    Pair pair = pair(app.token(app.exchange(code)));

    assertRefused(new DemoApp(sandbox).token(app.exchange(code)));

    assertThat(app.isGood(pair.access())).isTrue();
  }

  @Test
  void theReturnAddressMustBeTheOneThatWasAskedWith() {
    Map<String, String> other = app.exchange(app.code("mail.read"));
    other.put("redirect_uri", DemoApp.CALLBACK + "&more=1");
    Map<String, String> none = app.exchange(app.code("mail.read"));
    none.remove("redirect_uri");

    assertRefused(app.token(other));
    assertRefused(app.token(none));
  }

  @Test
  void anUnknownCodeIsRefused() {
    assertRefused(app.token(app.exchange("unknown")));
    assertRefused(app.token(Map.of("grant_type", "authorization_code")));
  }

  @Test
  void aWrongSecretIsAnsweredWith401AndSpendsNothing() {
    String code = app.code(DemoApp.EVERYTHING);
    DemoApp wrong = app.withSecret("wrong");

    assertUnauthorized(wrong.token(app.exchange(code)));
    Pair pair = pair(app.token(app.exchange(code)));
    assertUnauthorized(wrong.refresh(pair.refresh()));
    assertUnauthorized(wrong.revoke(pair.refresh()));
    pair(app.refresh(pair.refresh()));
  }

  @Test
  void anAppMustSayWhoItIs() {
    Map<String, String> form = app.exchange(app.code("mail.read"));

    assertUnauthorized(app.post("/oauth/token", form, null));
    assertUnauthorized(app.post("/oauth/token", form, "Basic !!!"));
    assertUnauthorized(app.post("/oauth/token", form, "Basic bm8tY29sb24="));
    assertUnauthorized(app.post("/oauth/token", form, "Bearer x"));
    assertUnauthorized(app.json("POST", "/oauth/token", "{\"grant_type\":\"refresh_token\"}"));
  }

  @Test
  void theSecretMayComeInTheForm() {
    Map<String, String> form = new HashMap<>(app.exchange(app.code("mail.read")));
    form.put("client_id", app.clientId());
    form.put("client_secret", app.clientSecret());

    pair(app.post("/oauth/token", form, null));
  }

  @Test
  void otherGrantsAreUnsupported() {
    HttpResponse<String> answer = app.token(Map.of("grant_type", "client_credentials"));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json(answer).path("error").asText()).isEqualTo("unsupported_grant_type");
  }

  @Test
  void aRefreshTokenRotates() {
    Pair first = app.connect();

    Pair second = pair(app.refresh(first.refresh()));

    assertThat(second.access()).isNotEqualTo(first.access());
    assertThat(second.refresh()).isNotEqualTo(first.refresh());
    assertThat(app.isGood(first.access())).isTrue();
    assertThat(app.isGood(second.access())).isTrue();
    pair(app.refresh(second.refresh()));
  }

  @Test
  void aRefreshTokenThatIsUsedAgainKillsItsFamilyAndNoOther() {
    Pair other = app.connect();
    Pair first = app.connect();
    Pair second = pair(app.refresh(first.refresh()));
    Pair third = pair(app.refresh(second.refresh()));

    assertRefused(app.refresh(first.refresh()));

    assertRefused(app.refresh(third.refresh()));
    assertThat(app.isGood(first.access())).isFalse();
    assertThat(app.isGood(third.access())).isFalse();
    assertThat(app.isGood(other.access())).isTrue();
    pair(app.refresh(other.refresh()));
  }

  @Test
  void anotherAppsRefreshTokenIsRefusedAndLivesOn() {
    Pair pair = app.connect();

    assertRefused(new DemoApp(sandbox).refresh(pair.refresh()));

    pair(app.refresh(pair.refresh()));
  }

  @Test
  void anAccessTokenIsNoRefreshToken() {
    assertRefused(app.refresh(app.connect().access()));
    assertRefused(app.token(Map.of("grant_type", "refresh_token")));
  }

  @Test
  void anAccessTokenEndsAndARefreshTokenBringsTheNext() {
    sandbox.tokenLifetime(1);
    HttpResponse<String> answer = app.token(app.exchange(app.code(DemoApp.EVERYTHING)));
    assertThat(json(answer).path("expires_in").asLong()).isEqualTo(1);
    Pair pair = pair(answer);

    await().until(() -> !app.isGood(pair.access()));

    sandbox.tokenLifetime(300);
    assertThat(app.isGood(pair(app.refresh(pair.refresh())).access())).isTrue();
  }

  @Test
  void aRevokedAccessTokenIsGoneAndItsRefreshTokenLives() {
    Pair pair = app.connect();

    assertThat(app.revoke(pair.access()).statusCode()).isEqualTo(200);

    assertThat(app.isGood(pair.access())).isFalse();
    assertThat(app.isGood(pair(app.refresh(pair.refresh())).access())).isTrue();
  }

  @Test
  void aRevokedRefreshTokenTakesItsAccessTokensAlong() {
    Pair first = app.connect();
    Pair second = pair(app.refresh(first.refresh()));

    assertThat(app.revoke(second.refresh()).statusCode()).isEqualTo(200);

    assertRefused(app.refresh(second.refresh()));
    assertThat(app.isGood(first.access())).isFalse();
    assertThat(app.isGood(second.access())).isFalse();
  }

  @Test
  void revokingWhatIsUnknownIsNoError() {
    Pair pair = app.connect();

    assertThat(app.revoke("unknown").statusCode()).isEqualTo(200);
    assertThat(app.revoke(pair.refresh()).statusCode()).isEqualTo(200);
    assertThat(app.revoke(pair.refresh()).statusCode()).isEqualTo(200);
  }

  @Test
  void anAppCannotRevokeAnothersTokens() {
    Pair pair = app.connect();
    DemoApp other = new DemoApp(sandbox);

    assertThat(other.revoke(pair.access()).statusCode()).isEqualTo(200);
    assertThat(other.revoke(pair.refresh()).statusCode()).isEqualTo(200);

    assertThat(app.isGood(pair.access())).isTrue();
    pair(app.refresh(pair.refresh()));
  }

  @Test
  void revokingNothingIsAnError() {
    HttpResponse<String> answer =
        app.post(
            "/oauth/revoke",
            Map.of("client_id", app.clientId(), "client_secret", app.clientSecret()),
            null);

    assertThat(answer.statusCode()).isEqualTo(400);
  }

  private static void assertRefused(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(json(answer).path("error").asText()).isEqualTo("invalid_grant");
  }

  private static void assertUnauthorized(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
    assertThat(json(answer).path("error").asText()).isEqualTo("invalid_client");
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow()).startsWith("Basic ");
  }
}
