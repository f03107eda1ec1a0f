package io.delega.tokenvault;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.delega.contracts.Ids;
import io.delega.testkit.DelegaResource;
import io.delega.tokenvault.proxy.Enforced;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What connect and an agency do with the vault, for tests. */
public final class Vault {
  public final FakeProvider provider;
  public final String integration = Ids.next(Ids.INTEGRATION, Clock.systemUTC());

  private String revocationStyle = "rfc7009";
  private String revocationPath = "/oauth/revoke";
  private String baseUrl = FakeProvider.url() + "/api";

  public Vault(FakeProvider provider) {
    this.provider = provider;
    provider.integrations.put(integration, 200);
  }

  public static RequestSpecification as(String client) {
    return given()
        .auth()
        .oauth2(DelegaResource.issuer().token(client))
        .contentType(ContentType.JSON)
        .redirects()
        .follow(false);
  }

  public Vault withSecret() {
    return withSecret(FakeProvider.CLIENT_SECRET);
  }

  public Vault withSecret(String secret) {
    as("agency-a-admin")
        .body(Map.of("clientSecret", secret))
        .put("/v1/integrations/" + integration + "/secret")
        .then()
        .statusCode(204);
    return this;
  }

  public static String id(String kind) {
    return Ids.next(kind, Clock.systemUTC());
  }

  /** Declares another way to revoke, at this path. */
  public Vault revoking(String style, String path) {
    revocationStyle = style;
    revocationPath = path;
    return this;
  }

  /** Declares another base URL. */
  public Vault calling(String other) {
    baseUrl = other;
    return this;
  }

  public Map<String, Object> definition(String mode) {
    String url = FakeProvider.url();
    return Map.of(
        "id",
        "fake",
        "name",
        "Fake",
        "auth",
        mode.equals("oauth2")
            ? Map.of(
                "mode",
                "oauth2",
                "authorizationUrl",
                url + "/oauth/authorize",
                "tokenUrl",
                url + "/oauth/token",
                "revocationUrl",
                url + revocationPath,
                "revocationStyle",
                revocationStyle,
                "pkce",
                "required",
                "clientAuthentication",
                "basic",
                "scopes",
                Map.of("default", List.of("read")))
            : Map.of("mode", mode, "apiKey", Map.of("header", "X-Api-Key")),
        "api",
        Map.of("baseUrl", baseUrl, "probe", Map.of("method", "GET", "path", "/me")),
        "operations",
        List.of(
            Map.of("name", "me.read", "method", "GET", "path", "/me", "access", "read"),
            Map.of("name", "me.write", "method", "PUT", "path", "/me", "access", "write")));
  }

  public ValidatableResponse start(String attempt, String connection, String mode) {
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
                Map.of(
                    "id",
                    integration,
                    "provider",
                    "fake",
                    "clientId",
                    FakeProvider.CLIENT_ID,
                    "redirectUri",
                    "http://localhost:8080/oauth/callback/" + integration,
                    "scopes",
                    List.of("read", "offline access".replace(' ', '_')),
                    "settings",
                    Map.of()),
                "definition",
                definition(mode),
                "state",
                "state-1",
                "locale",
                "it"))
        .post("/internal/authorizations")
        .then();
  }

  public static ValidatableResponse exchange(String attempt, String code) {
    return as("service-connect")
        .body(Map.of("code", code))
        .post("/internal/authorizations/" + attempt + "/exchange")
        .then();
  }

  public static String query(String url, String name) {
    return Arrays.stream(URI.create(url).getQuery().split("&"))
        .filter(p -> p.startsWith(name + "="))
        .map(p -> p.substring(name.length() + 1))
        .findFirst()
        .orElseThrow();
  }

  /** A connected account; answers the connection's id. */
  public String connect() {
    return connect(id(Ids.CONNECTION));
  }

  public String connect(String connection) {
    String attempt = id(Ids.ATTEMPT);
    String url =
        start(attempt, connection, "oauth2")
            .statusCode(201)
            .extract()
            .jsonPath()
            .getString("authorizationUrl");
    exchange(attempt, provider.code(query(url, "code_challenge")))
        .statusCode(200)
        .body("status", equalTo("succeeded"));
    return connection;
  }

  /**
   * Lets agency A's first assistant read {@code /me}, or ends it.
   *
   * @param version of the state; a lower one is ignored
   * @param grantState active, or what ended it
   */
  public void grant(String connection, long version, String grantState) {
    state(connection, version, "active", grantState);
  }

  /** The same for a connection in another state. */
  public void state(String connection, long version, String state, String grantState) {
    Enforced.put("fake", definition("oauth2"), connection, version, state, grantState);
  }

  /** A test of the connection, by this replica or by another. */
  public static ValidatableResponse test(String connection, URI replica) {
    return as("service-connect")
        .baseUri(replica.toString())
        .port(replica.getPort())
        .post("/internal/connections/" + connection + "/test")
        .then();
  }

  public static ValidatableResponse test(String connection) {
    return as("service-connect").post("/internal/connections/" + connection + "/test").then();
  }

  public static ValidatableResponse destroy(String connection) {
    return as("service-connect")
        .body(Map.of("reason", "test"))
        .post("/internal/connections/" + connection + "/destroy")
        .then();
  }
}
