package io.delega.tokenvault.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.delega.contracts.AccessEvent.CallCompleted;
import io.delega.contracts.EventJson;
import io.delega.testkit.DelegaResource;
import io.delega.tokenvault.VaultResource;
import io.delega.tokenvault.enforcement.EnforcementPoint;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How much the proxy asks of a provider that is in trouble, and what it lets a caller ask. */
@QuarkusTest
@TestProfile(ProxyProfile.class)
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(VaultResource.class)
class PatienceIT {
  private static TestUpstream upstream;

  @TestHTTPResource URI here;
  @Inject FakeCredentials credentials;
  @Inject EnforcementPoint point;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private GrantedConnection connection;

  @BeforeAll
  static void startUpstream() throws IOException {
    upstream = new TestUpstream();
  }

  @AfterAll
  static void stopUpstream() {
    upstream.close();
  }

  @BeforeEach
  void connect() {
    upstream.reset();
    credentials.reset();
    connection = new GrantedConnection(here, point);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(here.resolve("/v1/proxy/" + connection.id + path))
        .timeout(Duration.ofSeconds(20))
        .header("Authorization", "Bearer " + DelegaResource.issuer().token("agency-a-assistant1"));
  }

  private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> as) {
    try {
      return http.send(request.build(), as);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    return send(request, BodyHandlers.ofString());
  }

  private static String code(HttpResponse<String> answer) {
    try {
      return EventJson.mapper().readTree(answer.body()).path("code").asText();
    } catch (IOException e) {
      throw new IllegalStateException(answer.body(), e);
    }
  }

  private CallCompleted outcome(String callId) {
    return await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                Topics.calls(connection.id).stream()
                    .filter(e -> e.data() instanceof CallCompleted && callId.equals(e.subject()))
                    .map(e -> (CallCompleted) e.data())
                    .findFirst()
                    .orElse(null),
            found -> found != null);
  }

  @Test
  void aSafeRequestIsAskedAgainWhenTheProviderAsksForAMoment() {
    upstream.failures.add(new TestUpstream.Failure(503, "0"));
    upstream.failures.add(new TestUpstream.Failure(429, "0"));
    HttpResponse<String> answer = send(request("/items/1"));
    assertThat(answer.statusCode()).as(answer.body() + " " + upstream.arrivals).isEqualTo(200);
    assertThat(upstream.arrivals).hasSize(3);
    upstream.failures.add(new TestUpstream.Failure(502, null));
    HttpResponse<String> third = send(request("/items/1"));
    assertThat(third.statusCode()).as(third.body()).isEqualTo(200);
  }

  @Test
  void callersOfHttp2AreAnsweredAlsoWhenTheirRequestIsAskedAgainOrFails() throws Exception {
    HttpClient two = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    upstream.failures.add(new TestUpstream.Failure(503, "0"));
    HttpResponse<String> again = two.send(request("/items/1").build(), BodyHandlers.ofString());
    assertThat(again.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(again.statusCode()).isEqualTo(200);
    credentials.baseUrl = "http://127.0.0.1:1/api";
    credentials.hosts = java.util.Set.of("127.0.0.1:1");
    assertThat(code(two.send(request("/items/1").build(), BodyHandlers.ofString())))
        .isEqualTo("upstream_refused");
    credentials.reset();
    upstream.accepted = "Bearer token-2";
    HttpResponse<String> refreshed =
        two.send(
            request("/items/1").POST(BodyPublishers.noBody()).build(), BodyHandlers.ofString());
    assertThat(refreshed.statusCode()).isEqualTo(200);
    HttpResponse<String> body =
        two.send(
            request("/items/1").POST(BodyPublishers.ofString("x".repeat(200_000))).build(),
            BodyHandlers.ofString());
    assertThat(body.body()).hasSize(200_004);
  }

  @Test
  void aRequestThatChangesSomethingIsSentOnce() {
    upstream.failures.add(new TestUpstream.Failure(503, "0"));
    HttpResponse<String> answer = send(request("/items/1").POST(BodyPublishers.ofString("{}")));
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Delega-Upstream")).contains("true");
    assertThat(upstream.arrivals).hasSize(1);
  }

  @Test
  void aProviderThatWantsMorePatienceIsNotAskedAgain() {
    upstream.failures.add(new TestUpstream.Failure(429, "60"));
    HttpResponse<String> answer = send(request("/items/1"));
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Retry-After")).contains("60");
    assertThat(upstream.arrivals).hasSize(1);
  }

  @Test
  void aHostThatFailsAgainAndAgainIsLeftAloneUntilItWorks() {
    upstream.failing = new TestUpstream.Failure(503, null);
    for (int i = 0; i < CircuitBreaker.FAILURES; i++) {
      assertThat(send(request("/items/1")).headers().firstValue("Delega-Upstream"))
          .contains("true");
    }
    int asked = upstream.arrivals.size();
    HttpResponse<String> refused = send(request("/items/1"));
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(code(refused)).isEqualTo("upstream_circuit_open");
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    assertThat(upstream.arrivals).hasSize(asked);
    CallCompleted outcome = outcome(refused.headers().firstValue("Delega-Call-Id").orElseThrow());
    assertThat(outcome.reason()).isEqualTo("upstream_circuit_open");
    upstream.failing = null;
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> send(request("/items/1")).statusCode() == 200);
  }

  @Test
  void callsBeyondTheBoundAreRefusedUntilOthersAreOver() throws IOException {
    List<HttpResponse<InputStream>> open = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      open.add(send(request("/items/stream"), BodyHandlers.ofInputStream()));
    }
    HttpResponse<String> refused = send(request("/items/1"));
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(code(refused)).isEqualTo("too_many_calls");
    assertThat(refused.headers().firstValue("Delega-Call-Id")).isEmpty();
    for (HttpResponse<InputStream> each : open) {
      each.body().close();
    }
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> send(request("/items/1")).statusCode() == 200);
  }

  @Test
  void bodiesBeyondTheirBoundGoNeitherWay() {
    byte[] large = new byte[4_000_001];
    HttpResponse<String> announced =
        send(request("/items/1").POST(BodyPublishers.ofByteArray(large)));
    assertThat(code(announced)).isEqualTo("body_too_large");
    assertThat(upstream.arrivals).isEmpty();
    HttpResponse<String> answer =
        send(request("/items/1").POST(BodyPublishers.ofByteArray(new byte[4_000_000])));
    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(code(answer)).isEqualTo("upstream_answer_too_large");
    HttpRequest.Builder chunked =
        request("/items/1")
            .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)));
    try {
      assertThat(code(http.send(chunked.build(), BodyHandlers.ofString())))
          .isEqualTo("body_too_large");
    } catch (IOException closedWhileStillSending) {
      assertThat(upstream.arrivals).hasSize(1);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    assertThat(upstream.arrivals).hasSize(1);
  }
}
