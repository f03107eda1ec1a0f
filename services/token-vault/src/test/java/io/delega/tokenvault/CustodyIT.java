package io.delega.tokenvault;

import static io.delega.tokenvault.Vault.as;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.delega.contracts.Ids;
import io.delega.testkit.DelegaResource;
import io.delega.tokenvault.credential.CredentialUnavailableException;
import io.delega.tokenvault.credential.Credentials;
import io.delega.tokenvault.credential.Injection;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(VaultResource.class)
class CustodyIT {
  @Inject Credentials credentials;
  @Inject DataSource dataSource;

  FakeProvider provider;
  Vault vault;

  @BeforeEach
  void start() throws IOException {
    provider = FakeProvider.start();
    vault = new Vault(provider).withSecret();
  }

  @AfterEach
  void stop() {
    provider.close();
  }

  private String bearer(Injection injection) {
    return injection.headers().get("Authorization").reveal().substring("Bearer ".length());
  }

  private Injection take(String connection) {
    return credentials.take(connection).await().indefinitely();
  }

  @Test
  void exchangesACodeAndInjectsTheToken() {
    String connection = vault.connect();
    Injection injection = take(connection);
    assertThat(provider.accepts(bearer(injection))).isTrue();
    assertThat(injection.generation()).isEqualTo(1);
    assertThat(injection.baseUrl()).hasToString(FakeProvider.url() + "/api");
    assertThat(injection.toString()).doesNotContain("canary");
    assertThat(take(connection).version()).isEqualTo(injection.version());
  }

  @Test
  void answersTheSameForTheSameAttempt() {
    String attempt = Vault.id(Ids.ATTEMPT);
    String connection = Vault.id(Ids.CONNECTION);
    String url =
        vault
            .start(attempt, connection, "oauth2")
            .extract()
            .jsonPath()
            .getString("authorizationUrl");
    vault
        .start(attempt, connection, "oauth2")
        .statusCode(201)
        .body("authorizationUrl", equalTo(url));
    String code = provider.code(Vault.query(url, "code_challenge"));
    Vault.exchange(attempt, code)
        .statusCode(200)
        .body("scopes", equalTo(List.of("read", "offline_access")));
    Vault.exchange(attempt, code).statusCode(200).body("status", equalTo("succeeded"));
    as("service-connect")
        .get("/internal/authorizations/" + attempt)
        .then()
        .body("status", equalTo("succeeded"));
    vault
        .start(attempt, connection, "oauth2")
        .statusCode(409)
        .body("code", equalTo("attempt_over"));
  }

  @Test
  void refusesACodeOfSomebodyElsesVerifier() {
    String attempt = Vault.id(Ids.ATTEMPT);
    vault.start(attempt, Vault.id(Ids.CONNECTION), "oauth2").statusCode(201);
    Vault.exchange(attempt, provider.code("another-challenge"))
        .statusCode(422)
        .body("code", equalTo("exchange_refused"))
        .body("reason", equalTo("invalid_grant"));
    Vault.exchange(attempt, "again").statusCode(422);
  }

  @Test
  void letsTheClientTryAgainWhenTheProviderIsBusy() {
    String attempt = Vault.id(Ids.ATTEMPT);
    String url =
        vault
            .start(attempt, Vault.id(Ids.CONNECTION), "oauth2")
            .extract()
            .jsonPath()
            .getString("authorizationUrl");
    String code = provider.code(Vault.query(url, "code_challenge"));
    provider.tokenStatus = 503;
    Vault.exchange(attempt, code)
        .statusCode(502)
        .body("code", equalTo("provider_unavailable"))
        .body("detail", not(containsString("canary")));
    provider.tokenStatus = 200;
    Vault.exchange(attempt, code).statusCode(200);
  }

  @Test
  void needsTheIntegrationsSecret() {
    new Vault(provider)
        .start(Vault.id(Ids.ATTEMPT), Vault.id(Ids.CONNECTION), "oauth2")
        .statusCode(409)
        .body("code", equalTo("integration_secret_missing"));
  }

  @Test
  void keepsNoSecretInClearInTheDatabase() throws Exception {
    String connection = vault.connect();
    provider.rejectAccessTokens();
    credentials.takeAfterRejection(connection, take(connection)).await().indefinitely();
    String attempt = Vault.id(Ids.ATTEMPT);
    vault.start(attempt, Vault.id(Ids.CONNECTION), "oauth2").statusCode(201);
    StringBuilder dump = new StringBuilder();
    try (var db = dataSource.getConnection();
        var tables =
            db.createStatement()
                .executeQuery(
                    "select table_name from information_schema.tables where table_schema='public'")) {
      while (tables.next()) {
        try (var rows =
            db.createStatement()
                .executeQuery("select t::text, * from " + tables.getString(1) + " t")) {
          while (rows.next()) {
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
              byte[] cell = rows.getBytes(i);
              dump.append(
                  cell == null
                      ? ""
                      : new String(cell, java.nio.charset.StandardCharsets.ISO_8859_1));
            }
          }
        }
      }
    }
    assertThat(dump.toString()).contains(connection).doesNotContain("canary");
  }

  private void assertBroken(String connection) {
    assertThatThrownBy(() -> take(connection))
        .isInstanceOfSatisfying(
            CredentialUnavailableException.class,
            e -> assertThat(e.code()).isEqualTo("connection_broken"));
  }

  @Test
  void revokesAtTheProviderAndShreds() throws Exception {
    String connection = vault.connect();
    Injection injection = take(connection);
    Vault.destroy(connection)
        .statusCode(200)
        .body("provider.outcome", equalTo("revoked"))
        .body("shredded.generations", equalTo(1));
    assertThat(provider.revoked).hasSize(2).contains(bearer(injection));
    Vault.destroy(connection).statusCode(200).body("provider.outcome", equalTo("revoked"));
    assertThat(provider.revoked).hasSize(2);
    assertBroken(connection);
    as("service-connect")
        .post("/internal/connections/" + connection + "/test")
        .then()
        .statusCode(404);
    try (var db = dataSource.getConnection();
        var rows =
            db.createStatement()
                .executeQuery(
                    "select wrapped_key, access_token, refresh_token, account from credential"
                        + " where connection = '"
                        + connection
                        + "'")) {
      rows.next();
      for (int i = 1; i <= 4; i++) {
        assertThat(rows.getObject(i)).isNull();
      }
    }
  }

  @Test
  void connectsAnewAsTheNextGeneration() {
    String connection = vault.connect();
    vault.connect(connection);
    Injection injection = take(connection);
    assertThat(injection.generation()).isEqualTo(2);
    assertThat(provider.accepts(bearer(injection))).isTrue();
  }

  @Test
  void takesAnApiKeyByATicket() {
    String attempt = Vault.id(Ids.ATTEMPT);
    String connection = Vault.id(Ids.CONNECTION);
    String ticket =
        vault
            .start(attempt, connection, "api-key")
            .statusCode(201)
            .body("authorizationUrl", nullValue())
            .extract()
            .jsonPath()
            .getString("ticket");
    given()
        .redirects()
        .follow(false)
        .formParam("ticket", ticket)
        .formParam("key", "canary-api-key-1")
        .post("/connect/credentials")
        .then()
        .statusCode(303)
        .header("Location", "http://localhost:8080/connect/return/" + attempt);
    given()
        .formParam("ticket", ticket)
        .formParam("key", "canary-api-key-2")
        .post("/connect/credentials")
        .then()
        .statusCode(410);
    assertThat(take(connection).headers().get("X-Api-Key").reveal()).isEqualTo("canary-api-key-1");
  }

  @Test
  void tellsWhetherAConnectionWorks() {
    String connection = vault.connect();
    as("service-connect")
        .post("/internal/connections/" + connection + "/test")
        .then()
        .statusCode(200)
        .body("ok", equalTo(true))
        .body("status", equalTo(200));
  }

  @Test
  void guardsItsEndpoints() {
    String path = "/v1/integrations/" + vault.integration + "/secret";
    Map<String, String> body = Map.of("clientSecret", "canary-other");
    given().contentType("application/json").body(body).put(path).then().statusCode(401);
    as("agency-a-auditor").body(body).put(path).then().statusCode(403);
    as("agency-a-assistant1").body(body).put(path).then().statusCode(403);
    provider.integrations.put(vault.integration, 404);
    as("agency-b-admin").body(body).put(path).then().statusCode(404);
    as("agency-a-admin").body(body).put("/v1/integrations/nonsense/secret").then().statusCode(404);
    as("agency-a-admin")
        .body("{\"clientSecret\":\"\"}")
        .put(path)
        .then()
        .statusCode(400)
        .body("field", equalTo("clientSecret"));
    as("agency-a-admin")
        .body("{\"clientSecret\":\"canary-x\",\"other\":1}")
        .put(path)
        .then()
        .statusCode(400)
        .body(not(containsString("canary")));
    as("agency-a-admin").body("{").put(path).then().statusCode(400);
    as("agency-a-admin")
        .body(Map.of())
        .post("/internal/connections/con_1/destroy")
        .then()
        .statusCode(403);
    as("service-connect").body("{}").post("/internal/authorizations").then().statusCode(400);
  }

  @Test
  void boundsBodiesButNotThoseOfTheProxy() throws Exception {
    String path = "/v1/integrations/" + vault.integration + "/secret";
    byte[] large = new byte[2 << 20];
    as("agency-a-admin")
        .body(large)
        .put(path)
        .then()
        .statusCode(413)
        .body("code", equalTo("body_too_large"));
    HttpRequest proxied =
        HttpRequest.newBuilder(
                URI.create("http://localhost:" + RestAssured.port + "/v1/proxy/con_x/y"))
            .PUT(HttpRequest.BodyPublishers.ofByteArray(new byte[12 << 20]))
            .build();
    assertThat(
            HttpClient.newHttpClient()
                .send(proxied, HttpResponse.BodyHandlers.discarding())
                .statusCode())
        .isNotEqualTo(413);
  }

  @Test
  void takesATicketOnlyWithAWholeForm() {
    given().formParam("key", "canary").post("/connect/credentials").then().statusCode(410);
    given()
        .formParam("ticket", "made-up")
        .formParam("key", "canary")
        .post("/connect/credentials")
        .then()
        .statusCode(410)
        .body(not(containsString("canary")));
    String ticket =
        vault
            .start(Vault.id(Ids.ATTEMPT), Vault.id(Ids.CONNECTION), "api-key")
            .extract()
            .jsonPath()
            .getString("ticket");
    given()
        .formParam("ticket", ticket)
        .formParam("key", "canary with\nbreak")
        .post("/connect/credentials")
        .then()
        .statusCode(400)
        .body("field", equalTo("key"))
        .body(not(containsString("canary")));
  }
}
