package io.delega.local.story;

import io.delega.local.Env;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The other way in: a client types a key on the hosted page, and the assistant calls with it. */
final class TypedKey {
  private static final String AGENCY = "agency-a";
  private static final String PROVIDER = "sandbox-by-key";

  private final Env env;
  private final Http http;
  private final Api api;

  TypedKey(Env env, Http http) {
    this.env = env;
    this.http = http;
    this.api = new Api(env, http);
  }

  /** The sandbox takes one of its access tokens as a key. */
  void connectAndCall(String assistant, String key) {
    call("admin", "PUT", "/v1/providers/" + PROVIDER, definition());
    String integration = created("/v1/integrations", Map.of("provider", PROVIDER));
    String client = created("/v1/clients", Map.of("name", "Types a key"));
    Map<String, Object> access =
        Map.of("assistant", assistant, "permissions", List.of(Map.of("operation", "profile.read")));
    Answer session =
        call(
            "backend",
            "POST",
            "/v1/connect-sessions",
            Map.of("client", client, "integration", integration, "access", List.of(access)));
    Browser browser = new Browser(http, "en").open(session.json().get("url").asText());
    browser.press("action", "connect", Map.of());
    browser.press("action", "connect", Map.of("key", key));
    String path = "/v1/connect-sessions/" + session.json().get("id").asText();
    String connection =
        Await.value(
                Duration.ofSeconds(30),
                "the session to be completed",
                () -> call("backend", "GET", path, null).json(),
                state -> state.path("status").asText().equals("completed"))
            .get("connection")
            .asText();
    call("assistant1", "GET", "/v1/proxy/" + connection + "/me", null).expect(200, "the call");
  }

  private Map<String, Object> definition() {
    Map<String, Object> operation =
        Map.of("name", "profile.read", "method", "GET", "path", "/me", "access", "read");
    return Map.of(
        "id",
        PROVIDER,
        "name",
        "Sandbox by key",
        "auth",
        Map.of("mode", "api-key", "apiKey", Map.of("header", "Authorization", "prefix", "Bearer ")),
        "api",
        Map.of("baseUrl", env.sandbox().url() + "/api/v1"),
        "operations",
        List.of(operation));
  }

  private String created(String path, Map<String, Object> body) {
    return call("backend", "POST", path, body).expect(201, path).json().get("id").asText();
  }

  private Answer call(String role, String method, String path, Object body) {
    return api.call(AGENCY, role, method, path, body);
  }
}
