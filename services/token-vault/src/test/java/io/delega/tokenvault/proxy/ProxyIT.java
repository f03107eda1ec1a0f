package io.delega.tokenvault.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.delega.contracts.AccessEvent.CallCompleted;
import io.delega.contracts.AccessEvent.CallDecided;
import io.delega.contracts.Actor;
import io.delega.contracts.EnforcementAck;
import io.delega.contracts.EnforcementState;
import io.delega.contracts.EnforcementState.AssistantRef;
import io.delega.contracts.EnforcementState.Grant;
import io.delega.contracts.Event;
import io.delega.contracts.EventData;
import io.delega.contracts.EventJson;
import io.delega.contracts.Ids;
import io.delega.contracts.Limits;
import io.delega.contracts.Permission;
import io.delega.contracts.Topic;
import io.delega.testkit.DelegaResource;
import io.delega.tokenvault.VaultResource;
import io.delega.tokenvault.enforcement.EnforcementPoint;
import io.delega.tokenvault.enforcement.Incarnation;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ProxyProfile.class)
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(VaultResource.class)
class ProxyIT {
  private static final String PROVIDER = "test-provider";
  private static final AtomicLong VERSION = new AtomicLong();

  @TestHTTPResource URI here;
  @Inject FakeCredentials credentials;
  @Inject EnforcementPoint point;
  @Inject io.agroal.api.AgroalDataSource database;
  @Inject Incarnation incarnation;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String connection = Ids.next(Ids.CONNECTION, Clock.systemUTC());
  private static TestUpstream upstream;

  @BeforeAll
  static void startUpstream() throws IOException {
    upstream = new TestUpstream();
  }

  @AfterAll
  static void stopUpstream() {
    upstream.close();
  }

  @BeforeEach
  void start() {
    upstream.reset();
    credentials.reset();
    Topics.put(
        Topic.ENFORCEMENT_STATE,
        "provider/agency-a/" + PROVIDER,
        EventJson.writeBytes(
            new EnforcementState.Provider(
                "agency-a", PROVIDER, VERSION.incrementAndGet(), definition())));
    await().atMost(Duration.ofSeconds(20)).until(point::admits);
  }

  private static JsonNode definition() {
    return EventJson.mapper()
        .valueToTree(
            Map.of(
                "id",
                PROVIDER,
                "name",
                "Test",
                "auth",
                Map.of("mode", "api-key", "apiKey", Map.of("header", "X-Api-Key")),
                "api",
                Map.of("baseUrl", TestUpstream.url() + "/api"),
                "operations",
                List.of(
                    operation("items.read", "GET", "/items/{item}", "path.item"),
                    operation("items.head", "HEAD", "/items/{item}", "path.item"),
                    operation("items.write", "POST", "/items/{item}", "path.item"),
                    operation("notes.write", "POST", "/notes", "body.owner"),
                    operation("notes.archive", "POST", "/notes/archive", "body.inputs.*.id"),
                    batch(),
                    operation("account.read", "GET", "/account", "header.account"),
                    operation("stream.read", "GET", "/{what}/stream", "path.what"))));
  }

  private static Map<String, Object> operation(
      String name, String method, String path, String resource) {
    return Map.of(
        "name",
        name,
        "method",
        method,
        "path",
        path,
        "access",
        method.equals("POST") ? "write" : "read",
        "resources",
        Map.of(resource.substring(resource.lastIndexOf('.') + 1), resource));
  }

  private static Map<String, Object> batch() {
    return Map.of(
        "name",
        "batch.send",
        "method",
        "POST",
        "path",
        "/$batch",
        "access",
        "write",
        "batch",
        Map.of("items", "/requests", "method", "method", "path", "url"));
  }

  private RecordMetadata put(String state, String grantState, Limits limits) {
    return put(state, grant("gra_" + connection, grantState, limits));
  }

  private static Grant grant(String id, String state, Limits limits) {
    return new Grant(
        id,
        state,
        new AssistantRef(
            "ast_1", DelegaResource.issuer().issuer(), "agency-a-assistant1", "active"),
        List.of(
            new Permission("items.read", Map.of("item", List.of("1", "a/b"))),
            new Permission("items.head", Map.of()),
            new Permission("items.write", Map.of()),
            new Permission("notes.write", Map.of("owner", List.of("anna"))),
            new Permission("notes.archive", Map.of("id", List.of("1", "2"))),
            new Permission("batch.send", Map.of()),
            new Permission("account.read", Map.of("account", List.of("42"))),
            new Permission("stream.read", Map.of())),
        limits,
        "none",
        null);
  }

  private RecordMetadata put(String state, Grant... grants) {
    EnforcementState.Connection value =
        new EnforcementState.Connection(
            connection,
            "agency-a",
            "cli_1",
            PROVIDER,
            VERSION.incrementAndGet(),
            state,
            List.of(grants),
            List.of());
    RecordMetadata stored =
        Topics.put(Topic.ENFORCEMENT_STATE, connection, EventJson.writeBytes(value));
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                point
                    .find(connection)
                    .map(p -> p.state().version() == value.version())
                    .orElse(false));
    return stored;
  }

  private void grant() {
    put("active", "active", Limits.NONE);
  }

  private HttpRequest.Builder request(String path) {
    return request("agency-a-assistant1", path);
  }

  private HttpRequest.Builder request(String who, String path) {
    return HttpRequest.newBuilder(here.resolve("/v1/proxy/" + connection + path))
        .timeout(Duration.ofSeconds(20))
        .header("Authorization", "Bearer " + DelegaResource.issuer().token(who));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String code(HttpResponse<String> answer) {
    try {
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
      return EventJson.mapper().readTree(answer.body()).path("code").asText();
    } catch (IOException e) {
      throw new IllegalStateException(answer.body(), e);
    }
  }

  private static String callId(HttpResponse<?> answer) {
    return answer.headers().firstValue("Delega-Call-Id").orElse("");
  }

  private <T extends EventData> List<Event<EventData>> records(String callId, Class<T> type) {
    return Topics.calls(connection).stream()
        .filter(e -> type.isInstance(e.data()) && callId.equals(e.subject()))
        .toList();
  }

  private CallCompleted outcome(String callId) {
    return await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> records(callId, CallCompleted.class), found -> !found.isEmpty())
        .stream()
        .map(e -> (CallCompleted) e.data())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void anAllowedCallPassesWhatItMayAndIsRecordedBeforeItArrives() {
    grant();
    AtomicReference<List<Event<EventData>>> atArrival = new AtomicReference<>();
    upstream.onArrival = () -> atArrival.set(Topics.calls(connection));

    HttpResponse<String> answer =
        send(
            request("/items/a%2Fb?x=%41&y")
                .header("X-Secret", "no")
                .header("Cookie", "no=1")
                .header("Accept", "text/plain"));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("got ");
    assertThat(answer.headers().firstValue("Delega-Upstream")).contains("true");
    assertThat(answer.headers().firstValue("Etag")).contains("\"1\"");
    assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    TestUpstream.Arrival arrival = upstream.arrivals.get(0);
    assertThat(arrival.uri()).isEqualTo("/api/items/a%2Fb?x=%41&y");
    assertThat(arrival.headers().get("Authorization")).containsExactly("Bearer token-1");
    assertThat(arrival.headers()).doesNotContainKeys("Cookie", "X-secret");
    assertThat(atArrival.get()).hasSize(1);
    CallDecided decided = (CallDecided) atArrival.get().get(0).data();
    assertThat(decided.outcome()).isEqualTo("allowed");
    assertThat(decided.callId()).isEqualTo(callId(answer));
    assertThat(decided.incarnation()).isEqualTo(incarnation.id());
    assertThat(decided.personal().resources()).containsEntry("item", List.of("a/b"));
    CallCompleted outcome = outcome(callId(answer));
    assertThat(outcome.outcome()).isEqualTo("completed");
    assertThat(outcome.status()).isEqualTo(200);
    assertThat(outcome.responseBytes()).isEqualTo(4);
    assertThat(records(callId(answer), CallCompleted.class).get(0).id())
        .isEqualTo(Event.completionId(callId(answer)));
  }

  @Test
  void bodiesStreamWithOneFraming() {
    grant();
    HttpResponse<String> known =
        send(request("/items/1").POST(BodyPublishers.ofString("x".repeat(3_000_000))));
    assertThat(known.statusCode()).isEqualTo(200);
    assertThat(known.body()).hasSize(3_000_004);
    HttpResponse<String> chunked =
        send(
            request("/items/1")
                .POST(
                    BodyPublishers.ofInputStream(
                        () -> new java.io.ByteArrayInputStream("hello".getBytes(UTF_8)))));
    assertThat(chunked.body()).isEqualTo("got hello");
    HttpResponse<String> head = send(request("/items/1").method("HEAD", BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(200);
  }

  @Test
  void judgesTheBodyWhereAPermissionNamesAFieldOfIt() {
    grant();
    HttpRequest.Builder note = request("/notes").header("Content-Type", "application/json");
    assertThat(send(note.POST(BodyPublishers.ofString("{\"owner\":\"anna\"}"))).body())
        .isEqualTo("got {\"owner\":\"anna\"}");
    HttpResponse<String> other = send(note.POST(BodyPublishers.ofString("{\"owner\":\"bo\"}")));
    assertThat(code(other)).isEqualTo("resource_not_granted");
    HttpResponse<String> large =
        send(note.POST(BodyPublishers.ofString("{\"owner\":\"" + "a".repeat(1 << 20) + "\"}")));
    assertThat(large.statusCode()).isEqualTo(413);
    assertThat(upstream.arrivals).hasSize(1);
  }

  @Test
  void oneItemThatIsNotGrantedDeniesTheBatchAndIsNamed() {
    grant();
    HttpRequest.Builder batch =
        request("/notes/archive").header("Content-Type", "application/json");
    String granted = "{\"inputs\":[{\"id\":\"1\"},{\"id\":2}]}";
    assertThat(send(batch.POST(BodyPublishers.ofString(granted))).body())
        .isEqualTo("got " + granted);
    HttpResponse<String> other =
        send(
            batch.POST(
                BodyPublishers.ofString("{\"inputs\":[{\"id\":\"1\"},{\"id\":\"secret\"}]}")));
    assertThat(code(other)).isEqualTo("resource_not_granted");
    assertThat(other.body()).contains("inputs[1].id").doesNotContain("secret");
    CallDecided decided = (CallDecided) records(callId(other), CallDecided.class).get(0).data();
    assertThat(decided.operation()).isEqualTo("notes.archive");
    assertThat(decided.personal().resources()).containsEntry("id", List.of("1", "secret"));
    HttpResponse<String> nameless =
        send(batch.POST(BodyPublishers.ofString("{\"inputs\":[{\"id\":\"1\"},{}]}")));
    assertThat(code(nameless)).isEqualTo("no_operation");
    assertThat(upstream.arrivals).hasSize(1);
  }

  @Test
  void eachRequestOfABatchIsDecidedAndCounted() {
    put("active", "active", new Limits(null, 3, null));
    HttpRequest.Builder batch = request("/$batch").header("Content-Type", "application/json");
    HttpResponse<String> denied = send(batch.POST(BodyPublishers.ofString(items("1", "secret"))));
    assertThat(code(denied)).isEqualTo("resource_not_granted");
    assertThat(denied.body()).contains("requests[1]: items.read").doesNotContain("secret");
    assertThat(send(batch.POST(BodyPublishers.ofString("{\"requests\":[]}"))).statusCode())
        .isEqualTo(403);
    assertThat(upstream.arrivals).isEmpty();

    HttpResponse<String> allowed = send(batch.POST(BodyPublishers.ofString(items("1", "a%2Fb"))));
    assertThat(allowed.body()).isEqualTo("got " + items("1", "a%2Fb"));
    List<Event<EventData>> recorded = records(callId(allowed), CallDecided.class);
    assertThat(recorded).hasSize(1);
    CallDecided decided = (CallDecided) recorded.get(0).data();
    assertThat(decided.operation()).isEqualTo("batch.send");
    assertThat(decided.operations()).containsExactly("items.read", "items.read");
    assertThat(decided.personal().resources()).containsEntry("item", List.of("1", "a/b"));

    HttpResponse<String> overLimit = send(batch.POST(BodyPublishers.ofString(items("1", "1"))));
    assertThat(code(overLimit)).isEqualTo("limit_exceeded");
    assertThat(upstream.arrivals).hasSize(1);
  }

  private static String items(String... items) {
    return Stream.of(items)
        .map(item -> "{\"method\":\"GET\",\"url\":\"/items/" + item + "\"}")
        .collect(Collectors.joining(",", "{\"requests\":[", "]}"));
  }

  @Test
  void aHeaderThatNamesAResourcePassesWhereItIsJudgedAndNowhereElse() {
    grant();
    assertThat(send(request("/account").header("Account", "42")).statusCode()).isEqualTo(200);
    assertThat(upstream.arrivals.get(0).headers().get("Account")).containsExactly("42");
    assertThat(code(send(request("/account").header("Account", "43"))))
        .isEqualTo("resource_not_granted");
    assertThat(code(send(request("/account").header("Account", "42").header("Account", "43"))))
        .isEqualTo("no_operation");
    assertThat(send(request("/items/1").header("Account", "43")).statusCode()).isEqualTo(200);
    assertThat(upstream.arrivals.get(1).headers()).doesNotContainKey("Account");
    assertThat(upstream.arrivals).hasSize(2);
  }

  @Test
  void aDenialIsInKafkaBeforeItsAnswer() {
    grant();
    HttpResponse<String> answer = send(request("/items/2"));
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(code(answer)).isEqualTo("resource_not_granted");
    assertThat(answer.body()).contains(callId(answer));
    List<Event<EventData>> found = records(callId(answer), CallDecided.class);
    assertThat(found).hasSize(1);
    assertThat(((CallDecided) found.get(0).data()).reason()).isEqualTo("resource_not_granted");
    assertThat(code(send(request("/nothing/here")))).isEqualTo("no_operation");
    assertThat(code(send(request("agency-a-assistant2", "/items/1")))).isEqualTo("no_grant");
    assertThat(upstream.arrivals).isEmpty();
  }

  @Test
  void othersDoNotGetIn() {
    grant();
    HttpResponse<String> nobody =
        send(HttpRequest.newBuilder(here.resolve("/v1/proxy/" + connection + "/items/1")));
    assertThat(nobody.statusCode()).isEqualTo(401);
    assertThat(code(nobody)).isEqualTo("unauthenticated");
    HttpResponse<String> forged =
        send(
            HttpRequest.newBuilder(here.resolve("/v1/proxy/" + connection + "/items/1"))
                .header("Authorization", "Bearer x.y.z"));
    assertThat(forged.statusCode()).isEqualTo(401);
    assertThat(code(send(request("agency-a-admin", "/items/1")))).isEqualTo("forbidden");
    HttpResponse<String> otherAgency = send(request("agency-b-assistant1", "/items/1"));
    assertThat(otherAgency.statusCode()).isEqualTo(404);
    assertThat(callId(otherAgency)).isEmpty();
    assertThat(Topics.calls(connection)).isEmpty();
    assertThat(upstream.arrivals).isEmpty();
  }

  @Test
  void pathsThatAreNotCanonicalAreRefused() throws IOException {
    grant();
    for (String path :
        List.of(
            "/items/../items/1",
            "/items//1",
            "/items/%2e%2e/1",
            "/items/%2E%2E/1",
            "/items/a%2fb",
            "/items/%252F",
            "/items/%00",
            "/items/./1",
            "/../" + connection + "/items/1")) {
      assertThat(raw(path)).as(path).contains("400 ").contains("path_not_canonical");
    }
    // Quarkus itself refuses what is no URI at all, before any route.
    assertThat(raw("/items/a\\b")).contains("400 ");
    assertThat(upstream.arrivals).isEmpty();
    assertThat(Topics.calls(connection)).isEmpty();
  }

  @Test
  void twoFramingsAreNeverBothBelieved() throws IOException {
    grant();
    String answer =
        raw(
            "POST",
            "/items/1",
            "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
            "0\r\n\r\nGET / HTTP/1.1\r\n\r\n");
    assertThat(answer).contains("400 ");
    assertThat(upstream.arrivals).isEmpty();
    assertThat(raw("GET", "/items/1", "Upgrade: websocket\r\n", "")).contains("upgrade_refused");
  }

  private String raw(String path) throws IOException {
    return raw("GET", path, "", "");
  }

  private String raw(String method, String path, String headers, String body) throws IOException {
    try (Socket socket = new Socket(here.getHost(), here.getPort())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              (method
                      + " /v1/proxy/"
                      + connection
                      + path
                      + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
                      + DelegaResource.issuer().token("agency-a-assistant1")
                      + "\r\n"
                      + headers
                      + "\r\n"
                      + body)
                  .getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  @Test
  void aRevocationCutsTheCallInFlightAndRefusesTheNext() throws Exception {
    grant();
    HttpResponse<InputStream> streaming =
        http.send(request("/x/stream").build(), BodyHandlers.ofInputStream());
    assertThat(streaming.statusCode()).isEqualTo(200);
    assertThat(streaming.body().read()).isPositive();

    RecordMetadata revocation = put("active", "revoked", Limits.NONE);
    await().atMost(Duration.ofSeconds(5)).until(() -> applied(revocation));
    assertThat(upstream.streamBroken.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(() -> streaming.body().readAllBytes()))
        .isInstanceOf(IOException.class);
    CallCompleted outcome = outcome(callId(streaming));
    assertThat(outcome.outcome()).isEqualTo("cancelled");
    assertThat(outcome.reason()).isEqualTo("revoked");

    HttpResponse<String> next = send(request("/items/1"));
    assertThat(next.statusCode()).isEqualTo(403);
    assertThat(code(next)).isEqualTo("revoked");
    put("revoked", "revoked", Limits.NONE);
    assertThat(credentials.forgotten).contains(connection);
  }

  private boolean applied(RecordMetadata record) {
    return Topics.acks().stream()
        .anyMatch(
            ack ->
                ack instanceof EnforcementAck.Applied applied
                    && applied.incarnation().equals(incarnation.id())
                    && applied.positions().getOrDefault(record.partition(), 0L) > record.offset());
  }

  @Test
  void aCallerThatGoesAwayStopsTheProvider() throws Exception {
    grant();
    HttpResponse<InputStream> streaming =
        http.send(request("/x/stream").build(), BodyHandlers.ofInputStream());
    streaming.body().read();
    streaming.body().close();
    assertThat(upstream.streamBroken.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(outcome(callId(streaming)).outcome()).isEqualTo("cancelled");
  }

  @Test
  void aRejectedCredentialIsRefreshedAndTriedOnceMore() {
    grant();
    upstream.accepted = "Bearer token-2";
    assertThat(send(request("/items/1")).statusCode()).isEqualTo(200);
    assertThat(upstream.arrivals).hasSize(2);
    upstream.accepted = "none";
    HttpResponse<String> rejected = send(request("/items/1"));
    assertThat(rejected.statusCode()).isEqualTo(401);
    assertThat(rejected.headers().firstValue("Delega-Upstream")).contains("true");
    assertThat(upstream.arrivals).hasSize(4);
  }

  @Test
  void failuresBehindTheProxyHaveTheirCodes() {
    grant();
    credentials.failing = "connection_broken";
    HttpResponse<String> broken = send(request("/items/1"));
    assertThat(broken.statusCode()).isEqualTo(502);
    assertThat(code(broken)).isEqualTo("connection_broken");
    assertThat(outcome(callId(broken)).outcome()).isEqualTo("failed");
    credentials.failing = "keys_unavailable";
    assertThat(send(request("/items/1")).statusCode()).isEqualTo(503);
    credentials.reset();
    credentials.hosts = java.util.Set.of("elsewhere.example");
    assertThat(code(send(request("/items/1")))).isEqualTo("upstream_refused");
    credentials.baseUrl = "http://127.0.0.1:1/api";
    credentials.hosts = java.util.Set.of("127.0.0.1:1");
    assertThat(code(send(request("/items/1")))).isEqualTo("upstream_refused");
    credentials.reset();
    String nobody = "127.0.0.1:" + System.getProperty("delega.test.sandbox-port");
    credentials.baseUrl = "http://" + nobody + "/api";
    credentials.hosts = java.util.Set.of(nobody);
    HttpResponse<String> away = send(request("/items/1"));
    assertThat(away.statusCode()).isEqualTo(502);
    assertThat(code(away)).startsWith("upstream_");
  }

  @Test
  void theLimitPerMinuteHolds() {
    put("active", "active", new Limits(null, 2, null));
    assertThat(send(request("/items/1")).statusCode()).isEqualTo(200);
    assertThat(send(request("/items/1")).statusCode()).isEqualTo(200);
    HttpResponse<String> third = send(request("/items/1"));
    assertThat(third.statusCode()).isEqualTo(429);
    assertThat(code(third)).isEqualTo("limit_exceeded");
    assertThat(third.headers().firstValue("Retry-After")).isPresent();
    assertThat(callId(third)).isNotEmpty();
  }

  @Test
  void theLimitsPerDayAndInAllHold() {
    put("active", "active", new Limits(null, null, null, 2, null, null, null));
    assertThat(send(request("/items/1")).statusCode()).isEqualTo(200);
    assertThat(send(request("/items/1")).statusCode()).isEqualTo(200);
    HttpResponse<String> third = send(request("/items/1"));
    assertThat(third.statusCode()).isEqualTo(429);
    assertThat(third.body()).contains("requests per day");
    put("active", "active", new Limits(null, null, null, null, 1, null, null));
    assertThat(send(request("/items/1")).statusCode()).isEqualTo(200);
    HttpResponse<String> second = send(request("/items/1"));
    assertThat(code(second)).isEqualTo("limit_exceeded");
    assertThat(second.body()).contains("requests in all");
    assertThat(upstream.arrivals).hasSize(3);
  }

  @Test
  void whatOneGrantHasNoRoomForAnotherMayStillAllow() {
    Limits once = new Limits(null, null, null, null, 1, null, null);
    put(
        "active",
        grant("gra_1" + connection, "active", once),
        grant("gra_2" + connection, "active", once));
    List<String> grants = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      HttpResponse<String> answer = send(request("/items/1"));
      assertThat(answer.statusCode()).isEqualTo(200);
      grants.add(((CallDecided) records(callId(answer), CallDecided.class).get(0).data()).grant());
    }
    assertThat(grants).containsExactly("gra_1" + connection, "gra_2" + connection);
    assertThat(code(send(request("/items/1")))).isEqualTo("limit_exceeded");
  }

  @Test
  void onlyCallsFromTheGrantsNetworksAreAdmitted() {
    put(
        "active",
        "active",
        new Limits(null, null, null, null, null, List.of("192.0.2.0/24"), null));
    HttpResponse<String> local = send(request("/items/1"));
    assertThat(local.statusCode()).isEqualTo(403);
    assertThat(code(local)).isEqualTo("outside_network");
    CallDecided decided = (CallDecided) records(callId(local), CallDecided.class).get(0).data();
    assertThat(decided.personal().source()).isEqualTo("127.0.0.1");
    assertThat(send(from("192.0.2.7")).statusCode()).isEqualTo(200);
    assertThat(code(send(from("198.51.100.7")))).isEqualTo("outside_network");
    // Whatever stands before the address that the edge wrote was written by the caller.
    assertThat(code(send(from("192.0.2.7, 198.51.100.7")))).isEqualTo("outside_network");
    assertThat(code(send(from("192.0.2.7,")))).isEqualTo("outside_network");
    assertThat(code(send(from("somewhere")))).isEqualTo("outside_network");
    assertThat(upstream.arrivals).hasSize(1);
  }

  private HttpRequest.Builder from(String forwardedFor) {
    return request("/items/1").header("X-Forwarded-For", forwardedFor);
  }

  @Test
  void aGrantForReadingOnlyWritesNothing() {
    put("active", "active", new Limits(null, null, null, null, null, null, true));
    assertThat(send(request("/items/1")).statusCode()).isEqualTo(200);
    HttpResponse<String> write =
        send(request("/items/1").POST(HttpRequest.BodyPublishers.ofString("x")));
    assertThat(code(write)).isEqualTo("read_only");
    assertThat(upstream.arrivals).hasSize(1);
  }

  @Test
  void whatCannotBeCountedIsNotSent() throws Exception {
    put("active", "active", new Limits(null, 9, null, null, null, null, null));
    assertThat(send(request("/items/1")).statusCode()).isEqualTo(200);
    put("active", "active", new Limits(null, 8, null, null, null, null, null));
    try (java.sql.Connection held = database.getConnection();
        java.sql.Statement lock = held.createStatement()) {
      held.setAutoCommit(false);
      lock.executeQuery("select 1 from request_counter for update");
      HttpResponse<String> stuck = send(request("/items/1"));
      assertThat(stuck.statusCode()).isEqualTo(503);
      assertThat(code(stuck)).isEqualTo("limits_unavailable");
      assertThat(stuck.headers().firstValue("Retry-After")).isPresent();
      held.rollback();
    }
    assertThat(send(request("/items/1")).statusCode()).isEqualTo(200);
    assertThat(upstream.arrivals).hasSize(2);
  }

  @Test
  void theCallOfADeadIncarnationIsClosedAsUnknown() {
    String call = Ids.next(Ids.CALL, Clock.systemUTC());
    CallDecided decided =
        new CallDecided(
            call,
            connection,
            "cli_1",
            PROVIDER,
            "ast_1",
            "gra_1",
            "items.read",
            "GET",
            "allowed",
            null,
            1,
            Ids.next(Ids.INCARNATION, Clock.systemUTC()),
            null,
            null);
    Topics.put(
        Topic.ACCESS_EVENTS,
        call,
        EventJson.write(
            Event.of(
                "token-vault",
                call,
                "agency-a",
                new Actor(Actor.ASSISTANT, "agency-a-assistant1"),
                1,
                decided,
                Clock.systemUTC())));
    CallCompleted outcome = outcome(call);
    assertThat(outcome.outcome()).isEqualTo("unknown");
    assertThat(records(call, CallCompleted.class).get(0).id()).isEqualTo(Event.completionId(call));
  }

  @Test
  void manyDenialsAreSummarised() throws InterruptedException {
    grant();
    CountDownLatch refused = new CountDownLatch(1);
    for (int i = 0; i < 130 && refused.getCount() > 0; i++) {
      HttpResponse<String> answer = send(request("agency-a-assistant2", "/items/2"));
      if (answer.statusCode() == 429) {
        assertThat(code(answer)).isEqualTo("too_many_denials");
        assertThat(callId(answer)).isEmpty();
        refused.countDown();
      }
    }
    assertThat(refused.getCount()).isZero();
  }
}
