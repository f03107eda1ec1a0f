package io.delega.local.chaos;

import io.delega.local.Env;
import io.delega.local.story.Answer;
import io.delega.local.story.Api;
import io.delega.local.story.Await;
import io.delega.local.story.Browser;
import io.delega.local.story.Http;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An agency with an assistant and connections to the recording provider, and grants to revoke. */
final class Tenant {
  private static final String PROVIDER = "recorder";
  private static final int CONNECTIONS = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> OPERATIONS =
      List.of("items.read", "items.follow", "items.fill");

  private final Http http;
  private final Api api;
  private final String agency;
  private final List<String> connections = new ArrayList<>();
  private String assistant;
  private int made;

  /** A grant for one item of its own. */
  record Granted(String id, String connection, String item) {}

  Tenant(Env env) {
    this.http = new Http(answer -> {});
    this.api = new Api(env, http);
    this.agency = env.agencies().get(0).id();
  }

  /** Connects; the consents allow everything, so that grants can be given and revoked at will. */
  void connect(String provider) {
    call("admin", "PUT", "/v1/providers/" + PROVIDER, definition(provider)).expect(201, PROVIDER);
    String integration = created("backend", "/v1/integrations", Map.of("provider", PROVIDER));
    assistant =
        created(
            "admin",
            "/v1/assistants",
            Map.of("name", "Never stops", "subject", api.subject(agency, "assistant1")));
    for (int i = 0; i < CONNECTIONS; i++) {
      String client = created("backend", "/v1/clients", Map.of("name", "Client " + i));
      connections.add(connection(integration, client));
    }
    call("admin", "GET", "/v1/grants?state=active&limit=100", null)
        .json()
        .get("items")
        .forEach(grant -> revoke(grant.get("id").asText()));
  }

  private String connection(String integration, String client) {
    Map<String, Object> access = Map.of("assistant", assistant, "permissions", permissions(null));
    Answer session =
        call(
            "backend",
            "POST",
            "/v1/connect-sessions",
            Map.of("client", client, "integration", integration, "access", List.of(access)));
    Browser browser = new Browser(http, "en").open(session.json().get("url").asText());
    browser.press("action", "connect", Map.of());
    browser.press("action", "connect", Map.of("key", "recorder-0123456789abcdef"));
    String path = "/v1/connect-sessions/" + session.json().get("id").asText();
    return Await.value(
            PATIENCE,
            "the session to be completed",
            () -> call("backend", "GET", path, null).json(),
            state -> state.path("status").asText().equals("completed"))
        .get("connection")
        .asText();
  }

  /** A new grant for a new item; in force when this returns. */
  Granted grant() {
    String item = "item-" + ++made;
    String connection = connections.get(made % CONNECTIONS);
    String id =
        created(
            "admin",
            "/v1/grants",
            Map.of(
                "assistant",
                assistant,
                "connection",
                connection,
                "permissions",
                permissions(item)));
    return new Granted(id, connection, item);
  }

  private void revoke(String grant) {
    call("admin", "POST", "/v1/grants/" + grant + "/revoke", null).expect(200, "revocation");
  }

  /** An administrator's token. */
  String admin() {
    return api.token(agency, "admin");
  }

  /** The assistant's token. */
  String assistant() {
    return api.token(agency, "assistant1");
  }

  private static List<Map<String, Object>> permissions(String item) {
    return OPERATIONS.stream()
        .map(
            operation ->
                item == null
                    ? Map.<String, Object>of("operation", operation)
                    : Map.of("operation", operation, "resources", Map.of("item", List.of(item))))
        .toList();
  }

  private static Map<String, Object> definition(String authority) {
    return Map.of(
        "id",
        PROVIDER,
        "name",
        "The recorder",
        "auth",
        Map.of("mode", "api-key", "apiKey", Map.of("header", "X-Key", "prefix", "")),
        "api",
        Map.of("baseUrl", "http://" + authority),
        "operations",
        List.of(
            operation("items.read", "GET", "items", "read"),
            operation("items.follow", "GET", "streams", "read"),
            operation("items.fill", "POST", "uploads", "write")));
  }

  private static Map<String, Object> operation(
      String name, String method, String folder, String access) {
    return Map.of(
        "name",
        name,
        "method",
        method,
        "path",
        "/from/{replica}/" + folder + "/{item}",
        "access",
        access,
        "resources",
        Map.of("item", "path.item"));
  }

  private String created(String role, String path, Map<String, Object> body) {
    return call(role, "POST", path, body).expect(201, path).json().get("id").asText();
  }

  private Answer call(String role, String method, String path, Object body) {
    return api.call(agency, role, method, path, body);
  }
}
