package io.delega.tokenvault.scheme;

import static io.delega.tokenvault.Vault.as;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import com.nimbusds.jwt.SignedJWT;
import io.delega.contracts.EventJson;
import io.delega.contracts.Ids;
import io.delega.testkit.DelegaResource;
import io.delega.tokenvault.Vault;
import io.delega.tokenvault.VaultResource;
import io.delega.tokenvault.credential.Credentials;
import io.delega.tokenvault.credential.Injection;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each way to authenticate, against a provider that checks it. */
@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(VaultResource.class)
class SchemesIT {
  @Inject Credentials credentials;

  private final String integration = Vault.id(Ids.INTEGRATION);
  private final String connection = Vault.id(Ids.CONNECTION);
  private final String attempt = Vault.id(Ids.ATTEMPT);
  private SchemeProvider provider;

  @BeforeEach
  void start() throws IOException {
    provider = new SchemeProvider();
  }

  @AfterEach
  void stop() {
    provider.close();
  }

  private ValidatableResponse begin(Map<String, Object> auth, String clientId) {
    Map<String, Object> app = new HashMap<>();
    app.put("id", integration);
    app.put("provider", "schemes");
    app.put("clientId", clientId);
    app.put("redirectUri", "http://localhost:8080/oauth/callback/" + integration);
    app.put("scopes", List.of("read", "write"));
    app.put("settings", Map.of());
    return as("service-connect")
        .body(
            Map.of(
                "attempt",
                attempt,
                "agency",
                "agency-a",
                "client",
                "cli_1",
                "connection",
                connection,
                "integration",
                app,
                "definition",
                Map.of(
                    "id",
                    "schemes",
                    "name",
                    "Schemes",
                    "auth",
                    auth,
                    "api",
                    Map.of("baseUrl", SchemeProvider.url() + "/api"),
                    "operations",
                    List.of(
                        Map.of("name", "me", "method", "GET", "path", "/me", "access", "read"))),
                "state",
                "state-1",
                "locale",
                "it"))
        .post("/internal/authorizations")
        .then();
  }

  private static Map<String, Object> auth(String mode, Object... more) {
    Map<String, Object> auth = new LinkedHashMap<>();
    auth.put("mode", mode);
    for (int i = 0; i < more.length; i += 2) {
      auth.put(more[i].toString(), more[i + 1]);
    }
    return auth;
  }

  private static Map<String, Object> withTokenUrl(String mode, Object... more) {
    Map<String, Object> auth = auth(mode, more);
    auth.put("tokenUrl", SchemeProvider.url() + "/token");
    return auth;
  }

  private void secret(String secret) {
    as("agency-a-admin")
        .body(Map.of("clientSecret", secret))
        .put("/v1/integrations/" + integration + "/secret")
        .then()
        .statusCode(204);
  }

  private static String ticket(ValidatableResponse started) {
    return started.statusCode(201).extract().jsonPath().getString("ticket");
  }

  private static ValidatableResponse type(String ticket, Map<String, String> typed) {
    return given()
        .redirects()
        .follow(false)
        .formParam("ticket", ticket)
        .formParams(typed)
        .post("/connect/credentials")
        .then();
  }

  private ValidatableResponse outcome() {
    return as("service-connect").get("/internal/authorizations/" + attempt).then();
  }

  private Injection take() {
    return credentials.take(connection).await().indefinitely();
  }

  private String bearer() {
    return take().headers().get("Authorization").reveal().substring("Bearer ".length());
  }

  private void awaitAnotherToken() {
    await().until(() -> provider.issued.indexOf(bearer()) == 1);
  }

  private static KeyPair pair(String algorithm, int size) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(size);
      return generator.generateKeyPair();
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String pem(PrivateKey key) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(key.getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  @Test
  void theIntegrationsOwnAppNeedsNothingTypedAndIsAskedAgainWhenItsTokenRunsOut() {
    secret(SchemeProvider.SECRET);
    provider.lifetime = 1;
    String ticket = ticket(begin(withTokenUrl("oauth2-client-credentials"), "app-1"));
    type(ticket, Map.of()).statusCode(303);
    outcome().body("status", equalTo("succeeded"));
    assertThat(provider.asked.get(0))
        .containsEntry("grant_type", "client_credentials")
        .containsEntry("scope", "read write");
    provider.lifetime = 3600;
    awaitAnotherToken();
    assertThat(bearer()).isEqualTo(provider.issued.get(1));
    assertThat(provider.asked).hasSize(2).allMatch(form -> !form.containsKey("refresh_token"));
  }

  @Test
  void anAppThatTheClientBroughtIsTriedBeforeItIsKept() {
    String ticket = ticket(begin(withTokenUrl("oauth2-client-credentials"), null));
    type(ticket, Map.of("clientId", "theirs"))
        .statusCode(400)
        .body("field", equalTo("clientSecret"));
    type(ticket, Map.of("clientId", "theirs", "clientSecret", "canary-wrong")).statusCode(303);
    outcome().body("status", equalTo("failed")).body("reason", equalTo("invalid_client"));
    SchemesIT again = new SchemesIT();
    again.credentials = credentials;
    again.provider = provider;
    ticket = ticket(again.begin(withTokenUrl("oauth2-client-credentials"), null));
    type(ticket, Map.of("clientId", "theirs", "clientSecret", SchemeProvider.SECRET))
        .statusCode(303);
    again.outcome().body("status", equalTo("succeeded")).body("account", equalTo("theirs"));
    assertThat(again.bearer()).isEqualTo(provider.issued.get(0));
  }

  @Test
  void aServiceAccountSignsForItself() throws Exception {
    KeyPair pair = pair("RSA", 2048);
    provider.key = pair.getPublic();
    String file =
        EventJson.mapper()
            .writeValueAsString(
                Map.of(
                    "type",
                    "service_account",
                    "client_email",
                    "robot@schemes.example",
                    "private_key_id",
                    "key-1",
                    "private_key",
                    pem(pair.getPrivate())));
    String ticket = ticket(begin(withTokenUrl("jwt-bearer"), null));
    type(ticket, Map.of("serviceAccount", "{\"client_email\":\"x\",\"private_key\":\"canary\"}"))
        .statusCode(400)
        .body("field", equalTo("serviceAccount"))
        .body(not(containsString("canary")));
    provider.lifetime = 1;
    type(ticket, Map.of("serviceAccount", file)).statusCode(303);
    outcome()
        .body("status", equalTo("succeeded"))
        .body("account", equalTo("robot@schemes.example"));
    SignedJWT assertion = SignedJWT.parse(provider.asked.get(0).get("assertion"));
    assertThat(assertion.getHeader().getKeyID()).isEqualTo("key-1");
    assertThat(assertion.getJWTClaimsSet().getClaim("scope")).isEqualTo("read write");
    provider.lifetime = 3600;
    awaitAnotherToken();
  }

  @Test
  void anAppProvesItselfByItsPrivateKey() {
    Map<String, Object> auth =
        withTokenUrl(
            "oauth2",
            "authorizationUrl",
            SchemeProvider.url() + "/authorize",
            "clientAuthentication",
            "private-key-jwt");
    secret("no-key");
    begin(auth, "app-1").statusCode(409).body("code", equalTo("integration_secret_missing"));
    KeyPair pair = pair("EC", 256);
    provider.key = pair.getPublic();
    secret(pem(pair.getPrivate()));
    begin(auth, "app-1").statusCode(201);
    Vault.exchange(attempt, "canary-code").statusCode(200).body("status", equalTo("succeeded"));
    assertThat(provider.asked.get(0))
        .doesNotContainKey("client_secret")
        .containsKey("client_assertion");
    assertThat(bearer()).isEqualTo(provider.issued.get(0));
  }

  @Test
  void anAuthorizationRequestIsPushedWhereTheProviderTakesIt() {
    secret(SchemeProvider.SECRET);
    Map<String, Object> auth =
        withTokenUrl(
            "oauth2",
            "authorizationUrl",
            SchemeProvider.url() + "/authorize",
            "pushedAuthorizationRequestUrl",
            SchemeProvider.url() + "/par");
    String url =
        begin(auth, "app-1").statusCode(201).extract().jsonPath().getString("authorizationUrl");
    assertThat(url).doesNotContain("state-1").doesNotContain("code_challenge");
    assertThat(provider.pushed.get(Vault.query(url, "request_uri")))
        .containsEntry("state", "state-1")
        .containsEntry("code_challenge_method", "S256")
        .containsEntry("client_id", "app-1");
    provider.close();
    begin(auth, "app-1").statusCode(502).body("code", equalTo("provider_unavailable"));
  }

  @Test
  void severalHeadersCarryWhatIsFixedAndWhatWasTyped() {
    Map<String, Object> auth =
        auth(
            "headers",
            "headers",
            List.of(
                Map.of("name", "X-App", "value", "delega"),
                Map.of("name", "X-Token", "field", "token", "prefix", "Token ")));
    String ticket = ticket(begin(auth, null));
    type(ticket, Map.of("token", "canary a\r\nX: y"))
        .statusCode(400)
        .body("field", equalTo("token"))
        .body(not(containsString("canary")));
    type(ticket, Map.of("token", "canary-header-token")).statusCode(303);
    assertThat(take().headers().get("X-App").reveal()).isEqualTo("delega");
    assertThat(take().headers().get("X-Token").reveal()).isEqualTo("Token canary-header-token");
  }
}
