package io.delega.tokenvault.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.delega.contracts.AccessEvent.CallCompleted;
import io.delega.contracts.AccessEvent.CallDecided;
import io.delega.contracts.EnforcementState;
import io.delega.contracts.EnforcementState.AssistantRef;
import io.delega.contracts.EnforcementState.Grant;
import io.delega.contracts.EventJson;
import io.delega.contracts.Ids;
import io.delega.contracts.Limits;
import io.delega.contracts.Permission;
import io.delega.contracts.Topic;
import io.delega.testkit.DelegaResource;
import io.delega.testkit.DevIssuer;
import io.delega.tokenvault.VaultResource;
import io.delega.tokenvault.enforcement.EnforcementPoint;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ProxyProfile.class)
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(VaultResource.class)
class TrustedIssuersIT {
  private static final String PROVIDER = "issuer-provider";
  private static final AtomicLong VERSION = new AtomicLong(System.currentTimeMillis());
  private static TestUpstream upstream;

  @TestHTTPResource URI here;
  @Inject FakeCredentials credentials;
  @Inject EnforcementPoint point;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String subject = "system:serviceaccount:bots:" + UUID.randomUUID();
  private DevIssuer cluster;
  private String connection;

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
    cluster = startIssuer();
    await().atMost(Duration.ofSeconds(20)).until(point::admits);
    connection = connection("agency-a");
  }

  @AfterEach
  void stop() {
    cluster.close();
    trust("agency-a", "removed", "delega");
  }

  private static DevIssuer startIssuer() {
    return DevIssuer.start(Integer.getInteger(VaultResource.ISSUER_PORT));
  }

  /** A connection on which the cluster's subject may do everything. */
  private String connection(String agency) {
    String id = Ids.next(Ids.CONNECTION, Clock.systemUTC());
    Topics.put(
        Topic.ENFORCEMENT_STATE,
        "provider/" + agency + "/" + PROVIDER,
        EventJson.writeBytes(
            new EnforcementState.Provider(
                agency, PROVIDER, VERSION.incrementAndGet(), definition())));
    Topics.put(
        Topic.ENFORCEMENT_STATE,
        id,
        EventJson.writeBytes(
            new EnforcementState.Connection(
                id,
                agency,
                "cli_1",
                PROVIDER,
                VERSION.incrementAndGet(),
                "active",
                List.of(
                    new Grant(
                        "gra_1",
                        "active",
                        new AssistantRef("ast_1", cluster.issuer(), subject, "active"),
                        List.of(
                            new Permission("items.read", Map.of()),
                            new Permission("stream.read", Map.of())),
                        Limits.NONE,
                        "none",
                        null)),
                List.of())));
    await().atMost(Duration.ofSeconds(20)).until(() -> point.find(id).isPresent());
    return id;
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
                    operation("items.read", "/items/{item}"),
                    operation("stream.read", "/{what}/stream"))));
  }

  private static Map<String, Object> operation(String name, String path) {
    return Map.of("name", name, "method", "GET", "path", path, "access", "read");
  }

  private void trust(String agency, String state, String audience, String... subjects) {
    EnforcementState.Issuer issuer =
        new EnforcementState.Issuer(
            agency,
            "cluster",
            VERSION.incrementAndGet(),
            state,
            cluster.issuer(),
            audience,
            null,
            List.of(subjects).stream()
                .map(each -> new EnforcementState.IssuerSubject(each, "ast_1"))
                .toList());
    Topics.put(Topic.ENFORCEMENT_STATE, issuer.key(), EventJson.writeBytes(issuer));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                point
                    .issuer(agency, cluster.issuer())
                    .map(known -> known.version() == issuer.version())
                    .orElse(!"trusted".equals(state)));
  }

  private String token() {
    return token(Map.of());
  }

  /** A token that claims more than it is asked for. */
  private String token(Map<String, Object> claims) {
    Map<String, Object> all = new HashMap<>();
    all.put("sub", subject);
    all.put("agency", "agency-b");
    all.put("roles", List.of("admin"));
    all.putAll(claims);
    return cluster.jwt(all);
  }

  private HttpResponse<String> call(String to, String token) {
    HttpRequest request =
        HttpRequest.newBuilder(here.resolve("/v1/proxy/" + to + "/items/1"))
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Bearer " + token)
            .build();
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String answer(HttpResponse<String> answer) {
    try {
      return answer.statusCode() == 200
          ? "200"
          : answer.statusCode()
              + " "
              + EventJson.mapper().readTree(answer.body()).path("code").asText();
    } catch (IOException e) {
      throw new IllegalStateException(answer.body(), e);
    }
  }

  @Test
  void aTokenOfATrustedIssuerIsItsAssistantOfThatAgencyWhateverItClaims() {
    assertThat(answer(call(connection, token()))).isEqualTo("401 unauthenticated");
    trust("agency-a", "trusted", "delega", subject);
    HttpResponse<String> answer = call(connection, token());
    assertThat(answer(answer)).isEqualTo("200");
    assertThat(Topics.calls(connection))
        .first()
        .satisfies(
            event -> {
              assertThat(event.agency()).isEqualTo("agency-a");
              assertThat(event.actor().id()).isEqualTo(subject);
              assertThat(((CallDecided) event.data()).assistant()).isEqualTo("ast_1");
            });
  }

  @Test
  void whoIsNotMeantGetsTheSame401() {
    trust("agency-a", "trusted", "delega", subject);
    assertThat(answer(call(connection, token()))).isEqualTo("200");
    List<String> refused =
        List.of(
            token(Map.of("sub", "system:serviceaccount:bots:stranger")),
            token(Map.of("aud", "elsewhere")),
            token(Map.of("iss", cluster.issuer() + "/")),
            token(Map.of("cnf", Map.of("jkt", "x"))),
            cluster.jwt(Map.of("sub", subject), Duration.ofSeconds(-1)));
    refused.forEach(
        token -> assertThat(answer(call(connection, token))).isEqualTo("401 unauthenticated"));
    String unknown = Ids.next(Ids.CONNECTION, Clock.systemUTC());
    assertThat(answer(call(unknown, token()))).isEqualTo("401 unauthenticated");
    String own = token();
    String forged =
        own.substring(0, own.lastIndexOf('.') + 1)
            + "AAAA"
            + own.substring(own.lastIndexOf('.') + 5);
    assertThat(answer(call(connection, forged))).isEqualTo("401 unauthenticated");
  }

  @Test
  void oneAgencysTrustIsNothingAtAnother() {
    String others = connection("agency-b");
    trust("agency-a", "trusted", "delega", subject);
    assertThat(answer(call(connection, token()))).isEqualTo("200");
    assertThat(answer(call(others, token()))).isEqualTo("401 unauthenticated");
    trust("agency-b", "trusted", "for-b", subject);
    String forA = token();
    assertThat(answer(call(others, forA))).isEqualTo("401 unauthenticated");
    assertThat(answer(call(others, token(Map.of("aud", "for-b"))))).isEqualTo("200");
    trust("agency-b", "removed", "for-b");
    assertThat(answer(call(others, token(Map.of("aud", "for-b")))))
        .isEqualTo("401 unauthenticated");
    assertThat(answer(call(connection, forA))).isEqualTo("200");
  }

  @Test
  void keysAreRotatedAndKnownOnesServeWhileTheIssuerIsDown() {
    trust("agency-a", "trusted", "delega", subject);
    assertThat(answer(call(connection, token()))).isEqualTo("200");
    cluster.close();
    assertThat(answer(call(connection, token()))).as("a new token, a known key").isEqualTo("200");
    String ofTheOldKey = token();
    cluster = startIssuer();
    cluster.close();
    HttpResponse<String> unknownKey = call(connection, token());
    assertThat(answer(unknownKey)).isEqualTo("503 issuer_unavailable");
    assertThat(unknownKey.headers().firstValue("Retry-After")).isPresent();
    cluster = startIssuer();
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> answer(call(connection, token())).equals("200"));
    assertThat(answer(call(connection, ofTheOldKey))).isEqualTo("401 unauthenticated");
  }

  @Test
  void anIssuerWhoseKeysCannotBeReachedLetsNobodyIn() {
    trust("agency-a", "trusted", "delega", subject);
    String token = token();
    cluster.close();
    String closed = connection;
    assertThat(answer(call(closed, token))).isEqualTo("503 issuer_unavailable");
    assertThat(upstream.arrivals).isEmpty();
  }

  private HttpResponse<String> check(String who, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(here.resolve("/internal/issuers/check"))
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Bearer " + DelegaResource.issuer().token(who))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String asked(String issuer) {
    return "{\"issuer\":\"" + issuer + "\"}";
  }

  @Test
  void anIssuerIsLookedAtBeforeItIsTrusted() {
    String issuer = cluster.issuer();
    assertThat(answer(check("agency-a-admin", asked(issuer)))).isEqualTo("200");
    assertThat(check("agency-a-operator", asked(issuer)).statusCode()).isEqualTo(403);
    Map<String, String> unusable =
        Map.of(
            asked(issuer + "/"),
            "another issuer's",
            asked(issuer.replace("/delega", "")),
            "answered 404",
            "{\"issuer\":\"" + issuer + "\",\"jwksUri\":\"" + issuer + "/nothing\"}",
            "cannot be used",
            asked("http://localhost:1/x"),
            "without TLS",
            asked("https://169.254.169.254/x"),
            "closed",
            asked("https://no such host/"),
            "cannot be called");
    unusable.forEach(
        (body, reason) -> {
          HttpResponse<String> answer = check("agency-a-admin", body);
          assertThat(answer(answer)).as(body).isEqualTo("422 issuer_unusable");
          assertThat(answer.body()).contains(reason);
        });
  }

  @Test
  void trustThatEndsRefusesTheNextCallAndCutsTheOneInFlight() throws Exception {
    trust("agency-a", "trusted", "delega", subject);
    String token = token();
    HttpRequest stream =
        HttpRequest.newBuilder(here.resolve("/v1/proxy/" + connection + "/x/stream"))
            .header("Authorization", "Bearer " + token)
            .build();
    HttpResponse<java.io.InputStream> running = http.send(stream, BodyHandlers.ofInputStream());
    assertThat(running.statusCode()).isEqualTo(200);
    trust("agency-a", "trusted", "delega", subject, "another");
    assertThat(running.body().read()).isPositive();
    trust("agency-a", "removed", "delega");
    assertThat(upstream.streamBroken.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(answer(call(connection, token))).isEqualTo("401 unauthenticated");
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(Topics.calls(connection))
                    .anyMatch(
                        event ->
                            event.data() instanceof CallCompleted completed
                                && "revoked".equals(completed.reason())));
    running.body().close();
  }

  @Test
  void theRemovalOfAnAssistantEndsItsCallsToo() {
    trust("agency-a", "trusted", "delega", subject);
    String token = token();
    assertThat(answer(call(connection, token))).isEqualTo("200");
    trust("agency-a", "trusted", "delega", "another");
    assertThat(answer(call(connection, token))).isEqualTo("401 unauthenticated");
  }
}
