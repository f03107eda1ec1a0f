package io.delega.tokenvault;

import static io.delega.tokenvault.Vault.as;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import io.delega.catalogue.Catalogue;
import io.delega.contracts.Ids;
import io.delega.sandbox.Sandbox;
import io.delega.testkit.DelegaResource;
import io.delega.tokenvault.credential.CredentialUnavailableException;
import io.delega.tokenvault.credential.Credentials;
import io.delega.tokenvault.credential.Injection;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The life of a credential at a provider whose code is not ours to change: the sandbox. */
@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(VaultResource.class)
class SandboxIT {
  private static final Pattern REQUEST = Pattern.compile("name=\"request\" value=\"([^\"]+)\"");

  @Inject Credentials credentials;

  Sandbox sandbox;
  FakeProvider connectDouble;
  String integration;

  @BeforeEach
  void start() throws IOException {
    sandbox = Sandbox.start(Integer.parseInt(System.getProperty(VaultResource.SANDBOX_PORT)));
    connectDouble = FakeProvider.start();
    integration = new Vault(connectDouble).integration;
    as("agency-a-backend")
        .body(Map.of("clientSecret", sandbox.clientSecret()))
        .put("/v1/integrations/" + integration + "/secret")
        .then()
        .statusCode(204);
  }

  @AfterEach
  void stop() {
    connectDouble.close();
    sandbox.close();
  }

  private String connect() {
    String attempt = Vault.id(Ids.ATTEMPT);
    String connection = Vault.id(Ids.CONNECTION);
    String url =
        as("service-connect")
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
                    Map.of(
                        "id",
                        integration,
                        "provider",
                        "sandbox",
                        "clientId",
                        sandbox.clientId(),
                        "redirectUri",
                        "http://localhost:8080/oauth/callback/" + integration,
                        "scopes",
                        List.of("mail.read", "offline_access"),
                        "settings",
                        Map.of("baseUrl", sandbox.url())),
                    "definition",
                    Catalogue.toJson(Catalogue.builtIn().find("sandbox").orElseThrow()),
                    "state",
                    "state-1"))
            .post("/internal/authorizations")
            .then()
            .statusCode(201)
            .extract()
            .jsonPath()
            .getString("authorizationUrl");
    Vault.exchange(attempt, Vault.query(approve(url), "code"))
        .statusCode(200)
        .body("status", equalTo("succeeded"));
    return connection;
  }

  /** What the client does in the browser; answers where it is sent back to. */
  private String approve(String url) {
    String login =
        given().urlEncodingEnabled(false).get(url).then().statusCode(200).extract().asString();
    String consent =
        given()
            .formParam("request", request(login))
            .formParam("user", sandbox.user())
            .formParam("password", sandbox.password())
            .post(sandbox.url() + "/oauth/login")
            .then()
            .statusCode(200)
            .extract()
            .asString();
    return given()
        .redirects()
        .follow(false)
        .formParam("request", request(consent))
        .formParam("decision", "allow")
        .post(sandbox.url() + "/oauth/consent")
        .then()
        .statusCode(303)
        .extract()
        .header("Location");
  }

  private static String request(String page) {
    Matcher matcher = REQUEST.matcher(page);
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  private static int call(Injection injection) {
    return given()
        .header("Authorization", injection.headers().get("Authorization").reveal())
        .get(injection.baseUrl() + "/me")
        .statusCode();
  }

  @Test
  void livesFromConsentToDestruction() {
    String connection = connect();
    Injection first = credentials.take(connection).await().indefinitely();
    assertThat(call(first)).isEqualTo(200);

    sandbox.expireAccessTokens();
    assertThat(call(first)).isEqualTo(401);
    Injection second = credentials.takeAfterRejection(connection, first).await().indefinitely();
    assertThat(second.version()).isEqualTo(first.version() + 1);
    assertThat(call(second)).isEqualTo(200);
    as("service-connect")
        .post("/internal/connections/" + connection + "/test")
        .then()
        .body("ok", equalTo(true));

    Vault.destroy(connection).statusCode(200).body("provider.outcome", equalTo("revoked"));
    assertThat(call(second)).isEqualTo(401);
  }

  @Test
  void breaksWhenTheOwnerDisconnectsUsThere() {
    String connection = connect();
    Injection injection = credentials.take(connection).await().indefinitely();
    sandbox.revokeAll();
    assertThatThrownBy(
            () -> credentials.takeAfterRejection(connection, injection).await().indefinitely())
        .isInstanceOfSatisfying(
            CredentialUnavailableException.class,
            e -> assertThat(e.code()).isEqualTo("connection_broken"));
  }
}
