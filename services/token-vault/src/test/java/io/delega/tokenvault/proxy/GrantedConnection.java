package io.delega.tokenvault.proxy;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.delega.contracts.EnforcementState;
import io.delega.contracts.EnforcementState.AssistantRef;
import io.delega.contracts.EnforcementState.Grant;
import io.delega.contracts.EventJson;
import io.delega.contracts.Ids;
import io.delega.contracts.Limits;
import io.delega.contracts.Permission;
import io.delega.contracts.Topic;
import io.delega.testkit.DelegaResource;
import io.delega.tokenvault.enforcement.EnforcementPoint;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A connection of which one assistant may do everything at {@code /items/{item}}. */
final class GrantedConnection {
  static final List<String> METHODS =
      List.of("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE");
  private static final String PROVIDER = "raw-provider";

  final String id = Ids.next(Ids.CONNECTION, Clock.systemUTC());
  private final URI here;

  GrantedConnection(URI here, EnforcementPoint point) {
    this.here = here;
    Topics.put(
        Topic.ENFORCEMENT_STATE,
        "provider/agency-a/" + PROVIDER,
        EventJson.writeBytes(
            new EnforcementState.Provider(
                "agency-a", PROVIDER, System.currentTimeMillis(), definition())));
    Topics.put(Topic.ENFORCEMENT_STATE, id, EventJson.writeBytes(state()));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> point.admits() && point.find(id).isPresent());
  }

  private static JsonNode definition() {
    return EventJson.mapper()
        .valueToTree(
            Map.of(
                "id",
                PROVIDER,
                "name",
                "Raw",
                "auth",
                Map.of("mode", "api-key", "apiKey", Map.of("header", "X-Api-Key")),
                "api",
                Map.of("baseUrl", TestUpstream.url() + "/api"),
                "operations",
                METHODS.stream().map(GrantedConnection::operation).toList()));
  }

  private static Map<String, Object> operation(String method) {
    return Map.of(
        "name",
        name(method),
        "method",
        method,
        "path",
        "/items/{item}",
        "access",
        "write",
        "resources",
        Map.of("item", "path.item"));
  }

  private static String name(String method) {
    return "items." + method.toLowerCase(java.util.Locale.ROOT);
  }

  private EnforcementState.Connection state() {
    return new EnforcementState.Connection(
        id,
        "agency-a",
        "cli_1",
        PROVIDER,
        1,
        "active",
        List.of(
            new Grant(
                "gra_" + id,
                "active",
                new AssistantRef(
                    "ast_1", DelegaResource.issuer().issuer(), "agency-a-assistant1", "active"),
                METHODS.stream().map(method -> new Permission(name(method), Map.of())).toList(),
                Limits.NONE,
                "none",
                null)),
        List.of());
  }

  /** The line that a caller is known by. */
  static String authorization() {
    return "Authorization: Bearer " + DelegaResource.issuer().token("agency-a-assistant1") + "\r\n";
  }

  /** Sends these bytes, and answers all bytes that come back until the proxy closes. */
  String exchange(String bytes) throws IOException {
    try (Socket socket = new Socket(here.getHost(), here.getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  /** One request of this method and path, with these further header lines and this body. */
  String request(String method, String path, String headers, String body) throws IOException {
    return exchange(
        method
            + " /v1/proxy/"
            + id
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + authorization()
            + headers
            + "\r\n"
            + body);
  }
}
