package io.delega.connect;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.delega.testkit.DelegaResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(FakeServices.class)
class BadInputIT {
  private static final String DEFINITION =
      """
      {"id": "example-suite", "name": "Example Suite",
       "auth": {"mode": "oauth2", "authorizationUrl": "http://127.0.0.1:7801/authorize",
                "tokenUrl": "http://127.0.0.1:7801/token", "pkce": "required",
                "clientAuthentication": "basic", "scopes": {"default": ["mail.read"]}},
       "api": {"baseUrl": "http://127.0.0.1:7801/v1", "hosts": ["127.0.0.1:7801"]},
       "operations": [{"name": "ping", "method": "GET", "path": "/ping", "access": "read"}]}
      """;

  private final Agency a = Agency.a();

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/providers, assistant1",
    "PUT, /v1/providers/x, auditor",
    "POST, /v1/integrations, auditor",
    "GET, /v1/integrations/int_x, assistant1",
    "POST, /v1/clients, auditor",
    "DELETE, /v1/clients/cli_x, operator",
    "POST, /v1/clients/cli_x/links, auditor",
    "POST, /v1/connect-sessions, auditor",
    "GET, /v1/connections, assistant1",
    "DELETE, /v1/connections/con_x, auditor",
    "POST, /v1/connections/con_x/test, auditor",
    "POST, /v1/connections/con_x/reconnect, auditor",
  })
  void wantsATokenThatMay(String method, String path, String role) {
    given().request(method, path).then().statusCode(401).body("code", equalTo("unauthenticated"));
    given().auth().oauth2("x.y.z").request(method, path).then().statusCode(401);
    a.call(role, method, path, method.equals("GET") ? null : Map.of()).then().statusCode(403);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /v1/integrations     | {}                                                    | provider
          /v1/integrations     | {"provider": "sandbox", "surprise": 1}                | surprise
          /v1/integrations     | {"provider": "nowhere", "oauth": {"clientId": "x"}}   | provider
          /v1/integrations     | {"provider": "google"}                                | oauth.clientId
          /v1/integrations     | {"provider": "sandbox", "oauth": {"clientId": "x"}}   | settings.baseUrl
          /v1/integrations     | {"provider": "sandbox", "oauth": {"clientId": "x"}, "settings": {"baseUrl": "ftp://x"}} | settings.baseUrl
          /v1/clients          | {}                                                    | name
          /v1/clients          | {"name": "X", "email": "nobody"}                      | email
          /v1/clients          | {"name": "X", "locale": "not a locale"}               | locale
          /v1/connect-sessions | {}                                                    | client
          /v1/connect-sessions | {"client": "cli_x", "integration": 3, "access": 1}    | access
          /v1/connect-sessions | {"client": "c", "integration": "i", "access": [{"assistant": "a", "permissions": [{"operation": "x", "resources": {"m": null}}]}]} | access[0].permissions[0]
          /v1/connect-sessions | {"client": "cli_x", "integration": "int_x", "access": [{"assistant": "ast_x", "permissions": [{"operation": "x"}]}]} | client
          /v1/connect-sessions | {"client": "cli_x", "integration": "int_x", "access": [{"assistant": "ast_x", "permissions": [{"operation": "x"}]}], "returnUrl": "javascript:alert(1)"} | returnUrl
          """)
  void namesTheFieldThatIsWrong(String path, String body, String field) {
    a.call("backend", "POST", path, body).then().statusCode(400).body(containsString(field));
  }

  @Test
  void malformedBodiesAndLimitsAreSaidSo() {
    a.call("backend", "POST", "/v1/clients", "nonsense")
        .then()
        .statusCode(400)
        .body("code", equalTo("malformed_body"));
    a.get("/v1/clients?limit=0").then().statusCode(400).body("field", equalTo("limit"));
    a.get("/v1/connections?state=odd").then().statusCode(400).body("field", equalTo("state"));
    given()
        .contentType("application/json")
        .body(Map.of("code", "guess"))
        .post("/v1/client-sessions")
        .then()
        .statusCode(410);
  }

  @Test
  void asksOnlyForWhatTheProviderHas() {
    String client = a.client();
    String integration = a.integration();
    Map<String, Object> body = Agency.asked(client, integration);
    body.put("access", access(FakeServices.ASSISTANT, "mail.nothing", "mailbox"));
    a.call("backend", "POST", "/v1/connect-sessions", body)
        .then()
        .statusCode(400)
        .body("field", equalTo("access[0].permissions[0]"));
    body.put("access", access(FakeServices.ASSISTANT, "mail.messages.list", "folder"));
    a.call("backend", "POST", "/v1/connect-sessions", body)
        .then()
        .statusCode(400)
        .body("detail", containsString("folder"));
    body.put("access", access("ast_00000000000000000000000009", "mail.messages.list", "mailbox"));
    a.call("backend", "POST", "/v1/connect-sessions", body)
        .then()
        .statusCode(400)
        .body("field", equalTo("access[0].assistant"));
  }

  private static List<Map<String, Object>> access(
      String assistant, String operation, String resource) {
    return List.of(
        Map.of(
            "assistant",
            assistant,
            "permissions",
            List.of(Map.of("operation", operation, "resources", Map.of(resource, List.of("x"))))));
  }

  @Test
  void anAgencysOwnProviderIsItsAlone() {
    a.call("admin", "PUT", "/v1/providers/example-suite", DEFINITION).then().statusCode(201);
    a.call("admin", "PUT", "/v1/providers/example-suite", DEFINITION)
        .then()
        .statusCode(anyOf(200, 201))
        .body("version", equalTo(1));
    a.call(
            "admin",
            "PUT",
            "/v1/providers/example-suite",
            DEFINITION.replace("Example Suite", "Example"))
        .then()
        .statusCode(200)
        .body("version", equalTo(2));
    a.get("/v1/providers/example-suite").then().statusCode(200).body("name", equalTo("Example"));
    Agency.b().get("/v1/providers/example-suite").then().statusCode(404);
    a.call("admin", "PUT", "/v1/providers/google", DEFINITION.replace("example-suite", "google"))
        .then()
        .statusCode(409);
    a.call("admin", "PUT", "/v1/providers/other", DEFINITION)
        .then()
        .statusCode(400)
        .body("field", equalTo("id"));
    a.call("admin", "PUT", "/v1/providers/example-suite", DEFINITION.replace("\"/ping\"", "\"x\""))
        .then()
        .statusCode(400)
        .body("field", equalTo("operations.0.path"));
    String integration =
        a.created(
            "/v1/integrations",
            Map.of("provider", "example-suite", "oauth", Map.of("clientId", "app")));
    a.get("/v1/integrations/" + integration)
        .then()
        .body("redirectUri", containsString("/oauth/callback/" + integration));
  }

  private static org.hamcrest.Matcher<Integer> anyOf(int one, int other) {
    return org.hamcrest.Matchers.anyOf(equalTo(one), equalTo(other));
  }

  @Test
  void anotherAgencysThingsAreNotThere() {
    String client = a.client();
    String integration = a.integration();
    Map<String, Object> session = a.session(client, integration, Map.of());
    Agency b = Agency.b();
    for (String path :
        List.of(
            "/v1/clients/" + client,
            "/v1/integrations/" + integration,
            "/v1/connect-sessions/" + session.get("id"))) {
      b.get(path).then().statusCode(404).body("code", equalTo("not_found"));
      b.call("admin", "DELETE", path, null).then().statusCode(404);
    }
    b.call("backend", "POST", "/v1/clients/" + client + "/links", null).then().statusCode(404);
    b.call("backend", "POST", "/v1/connect-sessions", Agency.asked(client, integration))
        .then()
        .statusCode(400)
        .body("field", equalTo("client"));
    assertThat(b.get("/v1/clients?limit=200").asString()).doesNotContain(client);
    a.get("/v1/clients/" + client).then().statusCode(200);
  }

  @Test
  void listsComeInPages() {
    Agency b = Agency.b();
    for (int i = 0; i < 3; i++) {
      b.client();
    }
    String next =
        b.get("/v1/clients?limit=2")
            .then()
            .statusCode(200)
            .body("items", hasSize(2))
            .body("next", notNullValue())
            .extract()
            .path("next");
    b.get("/v1/clients?limit=2&after=" + next)
        .then()
        .body("items", hasSize(1))
        .body("next", nullValue());
    b.get("/v1/providers?limit=3").then().body("items", hasSize(3)).body("next", notNullValue());
  }
}
