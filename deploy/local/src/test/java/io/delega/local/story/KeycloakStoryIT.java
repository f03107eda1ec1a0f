package io.delega.local.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.local.Env;
import io.delega.testkit.KeycloakServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The story at a provider that nobody here wrote, with rotating refresh tokens and revocation. */
class KeycloakStoryIT {
  private static KeycloakServer keycloak;

  @BeforeAll
  static void start() throws IOException {
    try (Stream<Path> unpacked = Files.list(Path.of("target", "keycloak"))) {
      keycloak =
          KeycloakServer.start(unpacked.filter(Files::isDirectory).findFirst().orElseThrow());
    }
  }

  @AfterAll
  static void stop() {
    if (keycloak != null) {
      keycloak.close();
    }
  }

  private static Env env() {
    int port = URI.create(keycloak.baseUrl()).getPort();
    return TestPlatform.opening("localhost:" + port, "127.0.0.1:" + port);
  }

  /**
   * Keycloak refuses this app without its signature, any request that was not pushed, and tokens
   * without a proof of the key that they are bound to.
   */
  @Test
  void anAppThatSignsForItselfPushesItsRequestsAndProvesItsKey() {
    Env env = env();
    Http http = new Http(Overheard::add);
    OwnKeycloak provider = OwnKeycloak.signing(keycloak, new Api(env, http), "agency-a");
    upToAnExpiredToken(new Story(env, http, provider, "agency-a", new Told()));
  }

  @Test
  void anAppThatActsForItselfNeedsNobodyToSignIn() {
    Env env = env();
    Http http = new Http(Overheard::add);
    OwnKeycloak provider = OwnKeycloak.machine(keycloak, new Api(env, http), "agency-a");
    upToAnExpiredToken(new Story(env, http, provider, "agency-a", new Told()));
  }

  private static void upToAnExpiredToken(Story story) {
    story.connect();
    story.callWithinTheGrant();
    story.callBeyondTheGrant();
    story.callWithAnExpiredToken();
  }

  @Test
  void runsFromTheIntegrationToTheAlert() {
    Env env = env();
    Http http = new Http(Overheard::add);
    Story story = new Story(env, http, new KeycloakProvider(keycloak), "agency-a", new Told());
    story.run();
    assertThat(story.entries())
        .anyMatch(
            entry ->
                entry.get("type").asText().equals("credential.revoked-at-provider")
                    && entry.path("outcome").asText().equals("revoked"));
  }
}
