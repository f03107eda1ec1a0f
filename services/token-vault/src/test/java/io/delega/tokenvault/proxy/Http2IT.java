package io.delega.tokenvault.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.delega.contracts.AccessEvent.CallCompleted;
import io.delega.testkit.DelegaResource;
import io.delega.tokenvault.VaultResource;
import io.delega.tokenvault.enforcement.EnforcementPoint;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.SelfSignedCertificate;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Providers behind TLS are spoken to in the protocol that they choose. */
@QuarkusTest
@TestProfile(ProxyProfile.class)
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(VaultResource.class)
class Http2IT {
  private static final int PORT = Integer.getInteger("delega.test.provider-port", 0);

  @TestHTTPResource URI here;
  @Inject FakeCredentials credentials;
  @Inject EnforcementPoint point;
  @Inject Vertx vertx;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final Set<Object> connections = ConcurrentHashMap.newKeySet();
  private final List<HttpServerResponse> streams = new CopyOnWriteArrayList<>();
  private final List<HttpServerResponse> broken = new CopyOnWriteArrayList<>();
  private GrantedConnection connection;
  private HttpServer server;

  private record Seen(String version, String authority, String uri, List<String> names) {}

  @BeforeEach
  void connect() {
    credentials.reset();
    credentials.baseUrl = "https://localhost:" + PORT + "/api";
    credentials.hosts = Set.of("localhost:" + PORT);
    connection = new GrantedConnection(here, point);
  }

  @AfterEach
  void stop() throws Exception {
    server.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private void serve(SelfSignedCertificate certificate, boolean offersHttp2) throws Exception {
    server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setSsl(true)
                    .setUseAlpn(offersHttp2)
                    .setKeyCertOptions(certificate.keyCertOptions()))
            .requestHandler(this::answer);
    server
        .listen(PORT, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  private void answer(HttpServerRequest request) {
    connections.add(request.connection());
    seen.add(
        new Seen(
            request.version().name(),
            request.authority().toString(),
            request.uri(),
            List.copyOf(request.headers().names())));
    HttpServerResponse response = request.response();
    if (request.uri().endsWith("/stream")) {
      response.exceptionHandler(expected -> {});
      response.closeHandler(gone -> broken.add(response));
      response.setChunked(true).write("begun\n");
      streams.add(response);
    } else {
      response.setStatusCode(request.uri().endsWith("/refused") ? 401 : 200);
      request.body().onSuccess(body -> response.end("got " + body.length()));
    }
  }

  private HttpRequest.Builder request(String item) {
    return HttpRequest.newBuilder(here.resolve("/v1/proxy/" + connection.id + "/items/" + item))
        .timeout(Duration.ofSeconds(20))
        .header("Authorization", "Bearer " + DelegaResource.issuer().token("agency-a-assistant1"));
  }

  private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofString()).body();
  }

  @Test
  void aProviderThatOffersHttp2IsSpokenToInItOverOneConnection() throws Exception {
    serve(VaultResource.CERTIFICATE, true);
    assertThat(send(request("1").header("Prefer", "x"))).isEqualTo("got 0");
    List<CompletableFuture<HttpResponse<String>>> calls = List.of(post("a"), post("b"), post("c"));
    calls.forEach(call -> assertThat(call.join().body()).isEqualTo("got 300000"));
    assertThat(seen).hasSize(4).allMatch(each -> each.version().equals("HTTP_2"));
    assertThat(connections).hasSizeLessThan(4);
    Seen first = seen.get(0);
    assertThat(first.authority()).isEqualTo("localhost:" + PORT);
    assertThat(first.uri()).isEqualTo("/api/items/1");
    assertThat(first.names())
        .contains("authorization", "prefer")
        .doesNotContain("connection", "host", "transfer-encoding", "upgrade", "http2-settings");
  }

  private CompletableFuture<HttpResponse<String>> post(String item) {
    return http.sendAsync(
        request(item).POST(BodyPublishers.ofByteArray(new byte[300_000])).build(),
        BodyHandlers.ofString());
  }

  @Test
  void aProviderWithoutHttp2IsSpokenToInHttp11() throws Exception {
    serve(VaultResource.CERTIFICATE, false);
    assertThat(send(request("1"))).isEqualTo("got 0");
    assertThat(seen.get(0).version()).isEqualTo("HTTP_1_1");
    assertThat(seen.get(0).names()).doesNotContain("upgrade", "Upgrade", "HTTP2-Settings");
  }

  @Test
  void aCertificateOfAnotherNameOrOfNobodyKnownGetsNothing() throws Exception {
    serve(SelfSignedCertificate.create("localhost"), true);
    assertThat(send(request("1"))).contains("upstream_unreachable");
    stop();
    serve(VaultResource.CERTIFICATE, true);
    credentials.baseUrl = "https://127.0.0.1:" + PORT + "/api";
    credentials.hosts = Set.of("127.0.0.1:" + PORT);
    assertThat(send(request("1"))).contains("upstream_unreachable");
    assertThat(seen).isEmpty();
  }

  @Test
  void aCancelledCallEndsItsStreamAndNoOther() throws Exception {
    serve(VaultResource.CERTIFICATE, true);
    HttpResponse<InputStream> one =
        http.send(request("stream").build(), BodyHandlers.ofInputStream());
    HttpResponse<InputStream> other =
        http.send(request("stream").build(), BodyHandlers.ofInputStream());
    assertThat(one.body().readNBytes(6)).asString().isEqualTo("begun\n");
    assertThat(other.body().readNBytes(6)).asString().isEqualTo("begun\n");
    one.body().close();
    await().until(() -> broken.size() == 1);
    HttpServerResponse left = streams.get(0) == broken.get(0) ? streams.get(1) : streams.get(0);
    left.end("end");
    assertThat(other.body().readAllBytes()).asString().isEqualTo("end");
    await()
        .untilAsserted(
            () ->
                assertThat(Topics.calls(connection.id))
                    .filteredOn(event -> event.data() instanceof CallCompleted)
                    .extracting(event -> ((CallCompleted) event.data()).outcome())
                    .containsExactlyInAnyOrder("cancelled", "completed"));
  }

  @Test
  void aCallerInHttp2CostsTheProviderNoMoreThanAnother() throws Exception {
    serve(VaultResource.CERTIFICATE, false);
    HttpClient caller = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    for (int i = 0; i < 4; i++) {
      HttpResponse<String> got = caller.send(request("1").build(), BodyHandlers.ofString());
      assertThat(got.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(got.body()).isEqualTo("got 0");
    }
    BodyPublisher ofUnknownLength =
        BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[300_000]));
    assertThat(
            caller.send(request("1").POST(ofUnknownLength).build(), BodyHandlers.ofString()).body())
        .isEqualTo("got 300000");
    assertThat(seen.subList(0, 4))
        .as("a GET without a body has none at the provider either")
        .allSatisfy(
            each ->
                assertThat(each.names()).doesNotContain("Transfer-Encoding", "transfer-encoding"));
    assertThat(connections).as("kept between calls").hasSize(1);
    await()
        .untilAsserted(
            () ->
                assertThat(Topics.calls(connection.id))
                    .filteredOn(event -> event.data() instanceof CallCompleted)
                    .extracting(event -> ((CallCompleted) event.data()).outcome())
                    .containsExactly(
                        "completed", "completed", "completed", "completed", "completed"));
  }

  @Test
  void aBodyThatHasPassedIsNotSentAgainAsAnEmptyOne() throws Exception {
    serve(VaultResource.CERTIFICATE, false);
    HttpClient caller = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    caller.send(request("1").build(), BodyHandlers.discarding());
    HttpResponse<String> refused =
        caller.send(
            request("refused")
                .POST(
                    BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[300_000])))
                .build(),
            BodyHandlers.ofString());
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.body()).isEqualTo("got 300000");
    assertThat(seen).hasSize(2);
  }
}
