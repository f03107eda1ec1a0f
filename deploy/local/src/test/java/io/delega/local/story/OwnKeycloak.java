package io.delega.local.story;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delega.testkit.KeycloakServer;
import java.util.Map;
import java.util.function.Consumer;

/** The same Keycloak as a provider of the agency's own, with another way to authenticate. */
final class OwnKeycloak extends KeycloakProvider {
  private final String id;
  private final String app;

  private OwnKeycloak(KeycloakServer keycloak, String id, String app) {
    super(keycloak);
    this.id = id;
    this.app = app;
  }

  /** The app signs for itself, pushes its authorization requests and proves a key. */
  static OwnKeycloak signing(KeycloakServer keycloak, Api api, String agency) {
    OwnKeycloak own = new OwnKeycloak(keycloak, "keycloak-signing", KeycloakServer.SIGNING_CLIENT);
    own.define(
        api,
        agency,
        auth ->
            auth.put("clientAuthentication", "private-key-jwt")
                .put("dpop", "required")
                .put(
                    "pushedAuthorizationRequestUrl",
                    auth.path("tokenUrl").asText().replace("/token", "/ext/par/request")));
    return own;
  }

  /** The app acts for itself; nobody signs in. */
  static OwnKeycloak machine(KeycloakServer keycloak, Api api, String agency) {
    OwnKeycloak own = new OwnKeycloak(keycloak, "keycloak-machine", KeycloakServer.MACHINE_CLIENT);
    own.define(
        api,
        agency,
        auth -> {
          auth.put("mode", "oauth2-client-credentials");
          auth.remove("authorizationUrl");
        });
    return own;
  }

  private void define(Api api, String agency, Consumer<ObjectNode> change) {
    ObjectNode definition =
        (ObjectNode)
            api.call(agency, "admin", "GET", "/v1/providers/keycloak", null)
                .expect(200, "the definition")
                .json();
    definition.remove("source");
    definition.put("id", id);
    change.accept((ObjectNode) definition.get("auth"));
    Answer put = api.call(agency, "admin", "PUT", "/v1/providers/" + id, definition);
    if (put.status() != 200) {
      put.expect(201, "the agency's own provider");
    }
  }

  @Override
  public Map<String, Object> integration() {
    return Map.of(
        "provider",
        id,
        "oauth",
        Map.of("clientId", app),
        "settings",
        super.integration().get("settings"));
  }

  @Override
  public String clientSecret() {
    return app.equals(KeycloakServer.SIGNING_CLIENT) ? keycloak.signingKey() : super.clientSecret();
  }

  @Override
  public void allowRedirect(String redirectUri) {
    if (app.equals(KeycloakServer.SIGNING_CLIENT)) {
      keycloak.allowRedirect(app, redirectUri);
    }
  }

  @Override
  public void logIn(Browser browser) {
    if (app.equals(KeycloakServer.SIGNING_CLIENT)) {
      super.logIn(browser);
    } else {
      browser.submit("form[action=/connect/credentials]", Map.of());
    }
  }
}
