package io.delega.tokenvault.scheme;

import static io.delega.tokenvault.Vault.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.delega.contracts.Ids;
import io.delega.testkit.DelegaResource;
import io.delega.tokenvault.Stored;
import io.delega.tokenvault.Vault;
import io.delega.tokenvault.VaultResource;
import io.delega.tokenvault.credential.Credentials;
import io.delega.tokenvault.proxy.Enforced;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens that a provider binds to a key of the connection (RFC 9449). */
@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(VaultResource.class)
class DpopIT {
  @TestHTTPResource URI here;
  @Inject Credentials credentials;

  private final HttpClient http = HttpClient.newHttpClient();
  private final String integration = Vault.id(Ids.INTEGRATION);
  private final String connection = Vault.id(Ids.CONNECTION);
  private DpopProvider provider;

  @BeforeEach
  void start() throws IOException {
    provider = new DpopProvider();
  }

  @AfterEach
  void stop() {
    provider.close();
  }

  private static Map<String, Object> definition(String dpop) {
    String url = DpopProvider.url();
    return Map.of(
        "id",
        "bound",
        "name",
        "Bound",
        "auth",
        Map.of(
            "mode",
            "oauth2",
            "authorizationUrl",
            url + "/authorize",
            "tokenUrl",
            url + "/token",
            "clientAuthentication",
            "none",
            "dpop",
            dpop),
        "api",
        Map.of("baseUrl", url + "/api", "probe", Map.of("method", "GET", "path", "/me")),
        "operations",
        List.of(
            Map.of("name", "me.read", "method", "GET", "path", "/me", "access", "read"),
            Map.of("name", "me.write", "method", "PUT", "path", "/me", "access", "write")));
  }

  private int connect(String dpop) {
    String attempt = Vault.id(Ids.ATTEMPT);
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
                    "bound",
                    "clientId",
                    "public-app",
                    "redirectUri",
                    "http://localhost:8080/oauth/callback/" + integration,
                    "scopes",
                    List.of("read"),
                    "settings",
                    Map.of()),
                "definition",
                definition(dpop),
                "state",
                "state-1",
                "locale",
                "en"))
        .post("/internal/authorizations")
        .then()
        .statusCode(201);
    return Vault.exchange(attempt, "any-code").extract().statusCode();
  }

  private void allow() {
    Enforced.allow("bound", definition("required"), connection);
    Enforced.awaitKnown(here, connection);
  }

  private HttpResponse<String> call(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder me() {
    return Enforced.request(here, connection, "/me?b=%41&x");
  }

  @Test
  void everyRequestProvesTheKeyAndRefreshesKeepIt() throws Exception {
    assertThat(connect("required")).isEqualTo(200);
    allow();
    for (int i = 0; i < 3; i++) {
      assertThat(call(me()).statusCode()).isEqualTo(200);
    }
    HttpResponse<String> put =
        call(me().header("DPoP", "mine").PUT(HttpRequest.BodyPublishers.ofString("text")));
    assertThat(put.statusCode()).isEqualTo(200);
    assertThat(put.headers().firstValue("DPoP-Nonce")).isEmpty();
    assertThat(provider.served)
        .containsExactly(
            "GET /api/me?b=%41&x ",
            "GET /api/me?b=%41&x ", "GET /api/me?b=%41&x ", "PUT /api/me?b=%41&x text");
    provider.tokens.clear();
    assertThat(call(me()).statusCode()).as("refreshed after the refusal").isEqualTo(200);
    assertThat(provider.refusals).containsExactly("token");
    assertThat(provider.keys).hasSize(2);
    assertThat(provider.keys.get(0)).isEqualTo(provider.keys.get(1));
    Vault.test(connection).statusCode(200).body("ok", equalTo(true));
  }

  @Test
  void aServersNonceIsAnsweredOnceAndRemembered() throws Exception {
    provider.wantsNonce = true;
    assertThat(connect("required")).isEqualTo(200);
    assertThat(provider.asked).as("once without, once with it").hasSize(2);
    assertThat(provider.asked.get(0).get("code")).isEqualTo(provider.asked.get(1).get("code"));
    allow();
    assertThat(call(me()).statusCode()).isEqualTo(200);
    assertThat(call(me()).statusCode()).isEqualTo(200);
    assertThat(provider.refusals).containsExactly("nonce", "nonce");
    provider.nonce = "nonce-2";
    assertThat(call(me()).statusCode()).isEqualTo(200);
    assertThat(provider.keys).as("a nonce is no reason to refresh").hasSize(1);
    Vault.test(connection).statusCode(200).body("ok", equalTo(true));
    new Stored(connection).expires(-5);
    credentials.forget(connection);
    assertThat(call(me()).statusCode()).isEqualTo(200);
    assertThat(provider.keys).hasSize(2);
  }

  @Test
  void aProviderThatDoesNotBindIsTakenWhereItMayAndRefusedWhereItMust() throws Exception {
    provider.binds = false;
    assertThat(connect("required")).isEqualTo(502);
    assertThat(connect("supported")).isEqualTo(200);
    assertThat(new Stored(connection).column("dpop_key")).isNull();
    allow();
    assertThat(call(me()).statusCode()).isEqualTo(200);
  }

  @Test
  void theKeyIsSealedAnchoredAndDiesWithTheCredential() throws Exception {
    connect("required");
    Stored stored = new Stored(connection);
    assertThat(
            stored.text(
                "select encode(dpop_key, 'escape') from credential where connection = '"
                    + connection
                    + "'"))
        .doesNotContain("kty", "\"d\"");
    Vault.destroy(connection).statusCode(200);
    assertThat(stored.column("dpop_key")).isNull();
  }

  @Test
  void aChangedKeyIsNoticed() throws Exception {
    connect("required");
    Stored stored = new Stored(connection);
    stored.change("dpop_key = null");
    credentials.forget(connection);
    Vault.test(connection).statusCode(200).body("ok", equalTo(false));
    assertThat(stored.column("reason")).isEqualTo("credential_tampered");
    stored.run("delete from credential where connection = '" + connection + "'");
    stored.run("delete from credential_anchor where connection = '" + connection + "'");
  }
}
