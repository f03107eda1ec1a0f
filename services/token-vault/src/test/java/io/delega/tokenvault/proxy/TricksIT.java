package io.delega.tokenvault.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.delega.contracts.EnforcementState;
import io.delega.contracts.EnforcementState.AssistantRef;
import io.delega.contracts.EnforcementState.Grant;
import io.delega.contracts.EventJson;
import io.delega.contracts.Ids;
import io.delega.contracts.Limits;
import io.delega.contracts.Permission;
import io.delega.contracts.Topic;
import io.delega.testkit.DelegaResource;
import io.delega.tokenvault.VaultResource;
import io.delega.tokenvault.enforcement.EnforcementPoint;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * The corpus of policy-engine over plain sockets, with a grant of everything: what cannot be judged
 * never reaches the provider, and what can reaches it byte for byte.
 */
@QuarkusTest
@TestProfile(ProxyProfile.class)
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(VaultResource.class)
class TricksIT {
  private static final Path FOLDER = Path.of("../policy-engine/src/test/resources/tricks");
  private static final ObjectMapper YAML =
      YAMLMapper.builder().enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY).build();

  /** Nobody else is denied so often that it would matter. */
  private static final String CALLER = "agency-b-assistant2";

  @TestHTTPResource URI here;
  @Inject FakeCredentials credentials;
  @Inject EnforcementPoint point;

  private final String connection = Ids.next(Ids.CONNECTION, Clock.systemUTC());
  private final String token = DelegaResource.issuer().token(CALLER);

  private record Trick(
      String name,
      String why,
      String request,
      Map<String, List<String>> headers,
      String body,
      String base64,
      String expect,
      Map<String, List<String>> resources) {

    boolean isRefused() {
      return Stream.of("path_not_canonical", "no_operation", "not_judgeable")
          .anyMatch(expect::contains);
    }

    String path() {
      return request.substring(request.indexOf(' ') + 1);
    }

    byte[] bytes() {
      return base64 != null ? Base64.getDecoder().decode(base64) : body.getBytes(UTF_8);
    }

    /** Whether it can be asked so: with its path behind ours, and all its headers passed on. */
    boolean canBeAsked() {
      return path().startsWith("/")
          && (headers == null
              || headers.entrySet().stream()
                  .allMatch(
                      header ->
                          List.of("content-type", "content-encoding", "x-account")
                                  .contains(header.getKey())
                              && header.getValue().stream()
                                  .allMatch(value -> value.matches("[!-~]([ -~]*[!-~])?"))));
    }

    String lines() {
      StringBuilder lines = new StringBuilder();
      if (headers != null) {
        headers.forEach(
            (name, values) ->
                values.forEach(
                    value -> lines.append(name).append(": ").append(value).append("\r\n")));
      }
      if (body != null || base64 != null) {
        lines.append("Content-Length: ").append(bytes().length).append("\r\n");
      }
      return lines.toString();
    }
  }

  private static List<Trick> tricks() throws IOException {
    List<Trick> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".yaml")).toList()) {
        if (!file.endsWith("provider.yaml")) {
          all.addAll(YAML.readValue(file.toFile(), new TypeReference<List<Trick>>() {}));
        }
      }
    }
    return all;
  }

  private void grantEverything() throws IOException {
    ObjectNode definition = (ObjectNode) YAML.readTree(FOLDER.resolve("provider.yaml").toFile());
    definition.putObject("api").put("baseUrl", TestUpstream.url() + "/api");
    List<Permission> everything =
        StreamSupport.stream(definition.get("operations").spliterator(), false)
            .map(operation -> new Permission(operation.get("name").asText(), Map.of()))
            .toList();
    put(
        new EnforcementState.Provider(
            "agency-b", "tricks", System.currentTimeMillis(), definition));
    AssistantRef assistant =
        new AssistantRef("ast_1", DelegaResource.issuer().issuer(), CALLER, "active");
    Grant grant = new Grant("gra_1", "active", assistant, everything, Limits.NONE, "none", null);
    put(
        new EnforcementState.Connection(
            connection, "agency-b", "cli_1", "tricks", 1, "active", List.of(grant), List.of()));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> point.admits() && point.find(connection).isPresent());
  }

  private static void put(EnforcementState state) {
    Topics.put(Topic.ENFORCEMENT_STATE, state.key(), EventJson.writeBytes(state));
  }

  @Test
  void onlyWhatCanBeJudgedArrivesAndThatByteForByte() throws IOException {
    credentials.reset();
    grantEverything();
    List<String> wrong = new ArrayList<>();
    int asked = 0;
    try (RawUpstream upstream = new RawUpstream()) {
      for (Trick trick : tricks()) {
        if (trick.canBeAsked()) {
          asked++;
          upstream.arrivals.clear();
          String answer = ask(trick);
          boolean asExpected =
              trick.isRefused()
                  ? wasRefused(answer) && upstream.arrivals.isEmpty()
                  : answer.startsWith("HTTP/1.1 200 ") && isIn(trick, upstream.arrivals);
          if (!asExpected) {
            wrong.add(trick.name() + " -> " + answer + " " + upstream.arrivals);
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(asked).isGreaterThan(300);
  }

  private static boolean wasRefused(String answer) {
    // Nothing at all is a refusal too: the connection was closed.
    return answer.isEmpty() || answer.matches("(?s)HTTP/1\\.[01] (4|501).*");
  }

  private static boolean isIn(Trick trick, List<String> arrivals) {
    String method = trick.request().substring(0, trick.request().indexOf(' '));
    String body =
        trick.body() == null && trick.base64() == null ? "" : new String(trick.bytes(), ISO_8859_1);
    return arrivals.size() == 1
        && arrivals.get(0).startsWith(method + " /api" + trick.path() + " HTTP/1.1\r\n")
        && arrivals.get(0).endsWith("\r\n\r\n" + body);
  }

  private String ask(Trick trick) throws IOException {
    String head =
        trick.request().replaceFirst(" ", " /v1/proxy/" + connection)
            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
            + token
            + "\r\n"
            + trick.lines()
            + "\r\n";
    try (Socket socket = new Socket(here.getHost(), here.getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(head.getBytes(UTF_8));
      if (trick.body() != null || trick.base64() != null) {
        socket.getOutputStream().write(trick.bytes());
      }
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }
}
