package io.delega.sandbox;

import static io.delega.sandbox.DemoApp.pair;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delega.sandbox.DemoApp.Pair;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a sandbox with a folder remembers, and how apps are registered. */
class RestartTest {
  @TempDir Path folder;

  @Test
  void appsAndTokensOutliveARestartAsHashes() throws IOException {
    Sandbox.RegisteredApp registered;
    String defaultSecret;
    Pair first;
    Pair second;
    try (Sandbox sandbox = Sandbox.start(0, folder, null)) {
      defaultSecret = sandbox.clientSecret();
      registered = sandbox.register(DemoApp.CALLBACK);
      DemoApp app = new DemoApp(sandbox, registered);
      first = app.connect();
      second = pair(app.refresh(first.refresh()));
    }

    assertThat(Files.readString(folder.resolve("sandbox.json")))
        .contains(registered.clientId())
        .doesNotContain(
            registered.clientSecret(), second.access(), second.refresh(), first.refresh());
    try (Sandbox sandbox = Sandbox.start(0, folder, null)) {
      DemoApp app = new DemoApp(sandbox, registered);
      assertThat(sandbox.clientSecret()).isEqualTo(defaultSecret);
      assertThat(app.isGood(first.access())).isTrue();
      assertThat(app.isGood(second.access())).isTrue();
      Pair third = pair(app.refresh(second.refresh()));

      assertThat(app.refresh(first.refresh()).statusCode()).isEqualTo(400);
      assertThat(app.isGood(third.access())).isFalse();
    }
  }

  @Test
  void aRotatedKeyStaysRotated() {
    Sandbox.RegisteredApp registered;
    Pair pair;
    try (Sandbox sandbox = Sandbox.start(0, folder, null)) {
      registered = sandbox.register(DemoApp.CALLBACK);
      pair = new DemoApp(sandbox, registered).connect();
      sandbox.rotateKeys();
      sandbox.tokenLifetime(60);
    }

    try (Sandbox sandbox = Sandbox.start(0, folder, null)) {
      DemoApp app = new DemoApp(sandbox, registered);
      assertThat(app.isGood(pair.access())).isFalse();
      assertThat(DemoApp.json(app.refresh(pair.refresh())).path("expires_in").asLong())
          .isEqualTo(60);
    }
  }

  @Test
  void aPortThatIsTakenIsSaid() {
    try (Sandbox sandbox = Sandbox.start(0)) {
      int port = URI.create(sandbox.url()).getPort();

      assertThatThrownBy(() -> Sandbox.start(port))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(Integer.toString(port));
    }
  }

  @Test
  void anAppIsRegisteredOverHttp() {
    try (Sandbox sandbox = Sandbox.start(0)) {
      DemoApp anyone = new DemoApp(sandbox);
      var answer =
          anyone.json("POST", "/apps", "{\"redirectUris\":[\"" + DemoApp.CALLBACK + "\"]}");
      assertThat(answer.statusCode()).isEqualTo(201);
      DemoApp app =
          new DemoApp(
              sandbox,
              new Sandbox.RegisteredApp(
                  DemoApp.json(answer).path("clientId").asText(),
                  DemoApp.json(answer).path("clientSecret").asText()));

      assertThat(app.isGood(app.connect().access())).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "null",
        "{\"redirectUris\":[]}",
        "{\"redirectUris\":[null]}",
        "{\"redirectUris\":\"x\"}"
      })
  void anAppNeedsAReturnAddress(String body) {
    try (Sandbox sandbox = Sandbox.start(0)) {
      assertThat(new DemoApp(sandbox).json("POST", "/apps", body).statusCode()).isEqualTo(400);
    }
  }
}
