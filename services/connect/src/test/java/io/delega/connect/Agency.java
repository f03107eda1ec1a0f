package io.delega.connect;

import static io.restassured.RestAssured.given;

import io.delega.testkit.DelegaResource;
import io.restassured.response.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An agency's calls, with real tokens. */
final class Agency {
  private final String name;

  Agency(String name) {
    this.name = name;
  }

  static Agency a() {
    return new Agency("agency-a");
  }

  static Agency b() {
    return new Agency("agency-b");
  }

  String token(String role) {
    return DelegaResource.issuer().token(name + "-" + role);
  }

  Response call(String role, String method, String path, Object body) {
    var request = given().auth().oauth2(token(role));
    if (body != null) {
      request.contentType("application/json").body(body);
    }
    return request.request(method, path);
  }

  String created(String path, Object body) {
    return call("backend", "POST", path, body).then().statusCode(201).extract().path("id");
  }

  String client() {
    return created("/v1/clients", Map.of("name", "Demo client"));
  }

  String integration() {
    return created(
        "/v1/integrations",
        Map.of(
            "provider",
            "sandbox",
            "oauth",
            Map.of("clientId", "app-1"),
            "settings",
            Map.of("baseUrl", "http://provider.test")));
  }

  static Map<String, Object> asked(String client, String integration) {
    Map<String, Object> body = new HashMap<>();
    body.put("client", client);
    body.put("integration", integration);
    body.put(
        "access",
        List.of(
            Map.of(
                "assistant",
                FakeServices.ASSISTANT,
                "permissions",
                List.of(
                    Map.of(
                        "operation",
                        "mail.messages.list",
                        "resources",
                        Map.of("mailbox", List.of("support@example.test")))),
                "limits",
                Map.of("requestsPerMinute", 60))));
    return body;
  }

  Map<String, Object> session(String client, String integration, Map<String, Object> more) {
    Map<String, Object> body = asked(client, integration);
    body.putAll(more);
    return call("backend", "POST", "/v1/connect-sessions", body)
        .then()
        .statusCode(201)
        .extract()
        .as(new io.restassured.common.mapper.TypeRef<Map<String, Object>>() {});
  }

  Response get(String path) {
    return call("backend", "GET", path, null);
  }
}
