package io.delega.sandbox;

import static io.delega.sandbox.DemoApp.json;
import static io.delega.sandbox.DemoApp.pair;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.delega.sandbox.DemoApp.Pair;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every switch does what it says, no more, and stops. */
class MisbehaviourTest {
  private static final long SLOW_MS = 300;

  /** Timers count in milliseconds and may round down. */
  private static final long AT_LEAST_MS = SLOW_MS - 5;

  private Sandbox sandbox;
  private DemoApp app;
  private Pair pair;

  @BeforeEach
  void start() {
    sandbox = Sandbox.start(0);
    app = new DemoApp(sandbox);
    pair = app.connect();
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  @Test
  void aSlowApiAnswersLateAndLosesNothing() {
    sandbox.change(new Switches(null, SLOW_MS, null, null, null, null, null, null));
    String body = "x".repeat(500_000);

    HttpResponse<String> echo =
        late(() -> app.call("POST", "/echo", pair.access(), body), AT_LEAST_MS);

    assertThat(json(echo).path("body").asText()).isEqualTo(body);
    assertThat(late(() -> app.call("GET", "/me", null, null), AT_LEAST_MS).statusCode())
        .isEqualTo(401);
  }

  @Test
  void aSlowTokenEndpointAnswersLate() {
    sandbox.change(new Switches(SLOW_MS, null, null, null, null, null, null, null));

    pair(late(() -> app.refresh(pair.refresh()), AT_LEAST_MS));
  }

  @Test
  void tooManyRequestsAreToldWhenToComeBack() {
    sandbox.change(new Switches(null, null, 2, 7, null, null, null, null));

    for (int i = 0; i < 2; i++) {
      HttpResponse<String> refused = app.call("/mail", pair);
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("Retry-After")).hasValue("7");
    }
    assertThat(app.call("/mail", pair).statusCode()).isEqualTo(200);
  }

  @Test
  void theApiFailsAsOftenAsToldAndAfterRefusing() {
    sandbox.change(new Switches(null, null, 1, null, 2, null, null, null));

    assertThat(Stream.generate(() -> app.call("/mail", pair).statusCode()).limit(4))
        .isEqualTo(List.of(429, 500, 500, 200));
  }

  @Test
  void aRefusedOrFailedCallHasNoEffect() {
    sandbox.change(new Switches(null, null, 1, null, 1, null, null, null));
    String path = "/mail/info@example.test/messages/msg-info-1";

    assertThat(app.call("DELETE", path, pair.access(), null).statusCode()).isEqualTo(429);
    assertThat(app.call("DELETE", path, pair.access(), null).statusCode()).isEqualTo(500);

    assertThat(app.call(path, pair).statusCode()).isEqualTo(200);
  }

  @Test
  void aTokenEndpointThatFailsHasDoneNothing() {
    sandbox.change(new Switches(null, null, null, null, null, 1, null, null));

    assertThat(app.refresh(pair.refresh()).statusCode()).isEqualTo(503);

    pair(app.refresh(pair.refresh()));
  }

  @Test
  void aDroppedTokenAnswerHasBeenCarriedOut() {
    sandbox.change(new Switches(null, null, null, null, null, null, 1, null));

    assertThatThrownBy(() -> app.refresh(pair.refresh())).isInstanceOf(UncheckedIOException.class);

    assertThat(app.refresh(pair.refresh()).statusCode()).isEqualTo(400);
    assertThat(app.isGood(pair.access())).isFalse();
  }

  @Test
  void everythingIsRevokedBehindTheAppsBack() {
    Pair other = new DemoApp(sandbox).connect();

    sandbox.revokeAll();

    assertThat(app.isGood(pair.access())).isFalse();
    assertThat(app.isGood(other.access())).isFalse();
    assertThat(app.refresh(pair.refresh()).statusCode()).isEqualTo(400);
    assertThat(app.isGood(app.connect().access())).isTrue();
  }

  @Test
  void accessTokensExpireAtOnceAndRefreshTokensLive() {
    sandbox.expireAccessTokens();

    assertThat(app.isGood(pair.access())).isFalse();
    assertThat(app.isGood(pair(app.refresh(pair.refresh())).access())).isTrue();
  }

  @Test
  void keysRotateAndRefreshTokensLive() {
    sandbox.rotateKeys();

    assertThat(app.isGood(pair.access())).isFalse();
    Pair next = pair(app.refresh(pair.refresh()));
    assertThat(app.isGood(next.access())).isTrue();

    sandbox.rotateKeys();
    assertThat(app.isGood(next.access())).isFalse();
  }

  @Test
  void behavingAgainForgetsAllSwitchesButTheLifetime() {
    sandbox.change(new Switches(5L, 5L, 5, 9, 5, 5, 5, 120L));

    sandbox.reset();

    assertThat(switches(app.get("/control"))).isEqualTo(new Switches(0L, 0L, 0, 1, 0, 0, 0, 120L));
    assertThat(app.call("/mail", pair).statusCode()).isEqualTo(200);
    assertThat(json(app.refresh(pair.refresh())).path("expires_in").asLong()).isEqualTo(120);
  }

  @Test
  void switchesAreSetOverHttpAndWhatIsNotNamedStays() {
    app.json("POST", "/control", "{\"serverErrors\":1,\"retryAfter\":3}");
    HttpResponse<String> shown = app.json("POST", "/control", "{\"tooManyRequests\":1}");

    assertThat(switches(shown)).isEqualTo(new Switches(0L, 0L, 1, 3, 1, 0, 0, 300L));
    assertThat(shown.body()).isEqualTo(app.get("/control").body());
    assertThat(app.call("/mail", pair).headers().firstValue("Retry-After")).hasValue("3");
    assertThat(app.call("/mail", pair).statusCode()).isEqualTo(500);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "[]", "{\"serverErrors\":\"many\"}", "{\"unknown\":1}", "{"})
  void whatIsNoSwitchIsRefused(String body) {
    assertThat(app.json("POST", "/control", body).statusCode()).isEqualTo(400);
    assertThat(app.json("POST", "/control/unknown", "").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"revoke-all", "expire-access-tokens", "rotate-keys"})
  void tokensAreKilledOverHttp(String action) {
    assertThat(app.json("POST", "/control/" + action, "").statusCode()).isEqualTo(200);

    assertThat(app.isGood(pair.access())).isFalse();
    assertThat(app.refresh(pair.refresh()).statusCode())
        .isEqualTo(action.equals("revoke-all") ? 400 : 200);
  }

  @Test
  void everyButtonOfTheHomePageDoesWhatItSays() {
    String home = app.get("/").body();
    assertThat(home).contains(sandbox.user(), sandbox.password());

    assertThat(Control.BUTTONS).hasSize(9);
    Control.BUTTONS.forEach(
        (name, label) -> {
          assertThat(home).contains("value=\"" + name + "\">" + label + "<");
          if (!name.equals("reset")) {
            press(name);
          }
        });
    assertThat(switches(app.get("/control")))
        .isEqualTo(new Switches(3000L, 3000L, 5, 1, 5, 0, 1, 300L));

    press("reset");
    press("unknown");
    assertThat(switches(app.get("/control"))).isEqualTo(Switches.GOOD.with(lifetime(300)));
  }

  private void press(String button) {
    HttpResponse<String> answer = app.post("/control/button", Map.of("do", button), null);
    assertThat(DemoApp.location(answer)).hasToString("/");
  }

  private static Switches switches(HttpResponse<String> shown) {
    return new ObjectMapper().convertValue(json(shown), Switches.class);
  }

  private static Switches lifetime(long seconds) {
    return new Switches(null, null, null, null, null, null, null, seconds);
  }

  private static HttpResponse<String> late(Supplier<HttpResponse<String>> call, long leastMs) {
    long before = System.nanoTime();
    HttpResponse<String> answer = call.get();
    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(leastMs * 1_000_000);
    return answer;
  }
}
