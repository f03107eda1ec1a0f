package io.delega.local.story;

import io.delega.testkit.KeycloakServer;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A real Keycloak as the story's provider: its admin REST API is what the assistant calls. */
class KeycloakProvider implements StoryProvider {
  final KeycloakServer keycloak;

  KeycloakProvider(KeycloakServer keycloak) {
    this.keycloak = keycloak;
  }

  @Override
  public String name() {
    return "Keycloak";
  }

  @Override
  public Map<String, Object> integration() {
    return Map.of(
        "provider",
        "keycloak",
        "oauth",
        Map.of("clientId", KeycloakServer.CLIENT),
        "settings",
        Map.of("baseUrl", keycloak.baseUrl(), "realm", KeycloakServer.REALM));
  }

  @Override
  public String clientSecret() {
    return keycloak.clientSecret();
  }

  @Override
  public void allowRedirect(String redirectUri) {
    keycloak.allowRedirect(KeycloakServer.CLIENT, redirectUri);
  }

  @Override
  public List<Map<String, Object>> permissions() {
    return List.of(
        Map.of(
            "operation",
            "users.list",
            "resources",
            Map.of("realm", List.of(KeycloakServer.REALM))));
  }

  @Override
  public void logIn(Browser browser) {
    browser.submit(
        "form#kc-form-login",
        Map.of("username", KeycloakServer.USER, "password", keycloak.password()));
  }

  @Override
  public String allowedPath() {
    return "/admin/realms/" + KeycloakServer.REALM + "/users";
  }

  @Override
  public String expectedText() {
    return KeycloakServer.USER;
  }

  @Override
  public String forbiddenPath() {
    return "/admin/realms/master/users";
  }

  /** Keycloak has no switch for it; what it gave out before this call is over after their life. */
  @Override
  public void expireAccessTokens() {
    Instant over = Instant.now().plus(KeycloakServer.ACCESS_TOKEN_LIFE);
    Await.value(
        KeycloakServer.ACCESS_TOKEN_LIFE.multipliedBy(2),
        "the access tokens to expire",
        Instant::now,
        now -> now.isAfter(over));
  }
}
