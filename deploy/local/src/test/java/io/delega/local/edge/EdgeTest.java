package io.delega.local.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EdgeTest {
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicInteger first = new AtomicInteger();
  private final AtomicInteger second = new AtomicInteger();
  private int port;
  private HttpServer firstServer;

  @BeforeEach
  void start() throws Exception {
    firstServer = echo(first);
    port = freePort();
    Map<String, List<Integer>> services =
        Map.of(
            "token-vault", List.of(firstServer.actualPort(), echo(second).actualPort()),
            "connect", List.of(firstServer.actualPort()),
            "access-policy", List.of(freePort()),
            "audit", List.of(freePort()),
            "monitoring", List.of(freePort()),
            "console", List.of(freePort()));
    Edge.start(
            vertx, new EdgeConfig("localhost", port, "https://delega.example", services, Map.of()))
        .toCompletionStage()
        .toCompletableFuture()
        .get();
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  @Test
  void passesThePathOnByteForByte() throws Exception {
    for (String path :
        List.of(
            "/v1/proxy/con_1/mail/support%40example.test/messages?q=%2f%2F&a=b%20c",
            "/v1/proxy/con_1/a/../b",
            "/v1/proxy/con_1/%2e%2e/b//c",
            "/v1/proxy/con_1/a%5Cb?x=%zz")) {
      assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
          .contains("uri=" + path + "\n");
    }
  }

  @Test
  void tellsHowItWasReachedAndBelievesNoCallerAboutIt() throws Exception {
    String answer =
        raw(
            """
            GET /connect/x HTTP/1.1\r
            Host: delega.example\r
            X-Forwarded-For: 9.9.9.9\r
            X-Forwarded-Host: evil.example\r
            Forwarded: host=evil.example\r
            Connection: close\r
            \r
            """);
    assertThat(answer)
        .contains("X-Forwarded-For=127.0.0.1\n", "X-Forwarded-Proto=https\n")
        .contains("X-Forwarded-Host=delega.example\n", "\nhost=delega.example\n")
        .doesNotContain("evil", "9.9.9.9");
  }

  @Test
  void streamsLargeBodiesBothWays() throws Exception {
    byte[] body = new byte[30 * 1024 * 1024];
    HttpResponse<InputStream> answer =
        client.send(
            HttpRequest.newBuilder(uri("/v1/proxy/con_1/big"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
    assertThat(answer.body().readAllBytes()).hasSize(body.length);
  }

  /** What brings a secret streams by a way of its own: with a length, in chunks, large, empty. */
  @Test
  void passesASecretOnWhole() throws Exception {
    byte[] large = new byte[3 * 1024 * 1024];
    Arrays.fill(large, (byte) 'x');
    for (byte[] body : List.of("key=typed".getBytes(StandardCharsets.US_ASCII), large)) {
      for (BodyPublisher publisher :
          List.of(
              BodyPublishers.ofByteArray(body),
              BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))) {
        HttpRequest request =
            HttpRequest.newBuilder(uri("/connect/credentials")).POST(publisher).build();
        assertThat(client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body())
            .isEqualTo(body);
      }
    }
    HttpRequest empty =
        HttpRequest.newBuilder(uri("/v1/integrations/int_1/secret"))
            .PUT(BodyPublishers.noBody())
            .build();
    assertThat(client.send(empty, HttpResponse.BodyHandlers.ofString()).body())
        .contains("uri=/v1/integrations/int_1/secret");
  }

  @Test
  void sendsAGetWithoutABody() throws Exception {
    assertThat(get("/v1/proxy/con_1/x").body()).doesNotContainIgnoringCase("transfer-encoding");
  }

  @Test
  void sharesTheWorkAndSkipsAReplicaThatIsGone() throws Exception {
    for (int i = 0; i < 10; i++) {
      get("/v1/proxy/con_1/x");
    }
    assertThat(first.get()).isEqualTo(5);
    assertThat(second.get()).isEqualTo(5);
    firstServer.close().toCompletionStage().toCompletableFuture().get();
    assertThat(IntStream.range(0, 10).map(i -> status("/v1/proxy/con_1/x")).distinct().toArray())
        .containsExactly(200);
  }

  @Test
  void saysWhichServiceCannotBeReached() throws Exception {
    HttpResponse<String> answer = get("/v1/grants");
    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(answer.body()).contains("\"code\":\"service_unavailable\"", "access-policy");
  }

  @Test
  void tellsTheServiceWhenTheCallerHasGone() throws Exception {
    for (String path : List.of("/v1/proxy/con_1/before-headers", "/v1/proxy/con_1/in-the-body")) {
      CompletableFuture<String> gone = new CompletableFuture<>();
      HttpServer slow =
          vertx
              .createHttpServer()
              .requestHandler(
                  request -> {
                    request.connection().closeHandler(closed -> gone.complete("gone"));
                    if (request.path().endsWith("body")) {
                      request.response().setChunked(true).write("first");
                    }
                  })
              .listen(0, "127.0.0.1")
              .toCompletionStage()
              .toCompletableFuture()
              .get();
      int edge = freePort();
      Map<String, List<Integer>> services = Map.of("token-vault", List.of(slow.actualPort()));
      Edge.start(vertx, new EdgeConfig("localhost", edge, "http://localhost", services, Map.of()))
          .toCompletionStage()
          .toCompletableFuture()
          .get();
      try (Socket socket = new Socket("127.0.0.1", edge)) {
        String request = "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        if (path.endsWith("body")) {
          assertThat(socket.getInputStream().read()).isPositive();
        } else {
          await().pollDelay(200, TimeUnit.MILLISECONDS).until(() -> true);
        }
      }
      assertThat(gone.get(5, TimeUnit.SECONDS)).isEqualTo("gone");
    }
  }

  private HttpServer echo(AtomicInteger calls) throws Exception {
    return vertx
        .createHttpServer()
        .requestHandler(
            request -> {
              calls.incrementAndGet();
              StringBuilder seen = new StringBuilder("uri=" + request.uri() + "\n");
              request
                  .headers()
                  .forEach((k, v) -> seen.append(k).append('=').append(v).append('\n'));
              request
                  .body()
                  .onSuccess(
                      body ->
                          request
                              .response()
                              .end(body.length() > 0 ? body : Buffer.buffer(seen.toString())));
            })
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .get();
  }

  private int status(String path) {
    try {
      return get(path).statusCode();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://localhost:" + port + path);
  }

  private String raw(String request) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
