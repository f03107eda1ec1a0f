package io.delega.tokenvault.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.delega.contracts.AccessEvent.CallCompleted;
import io.delega.testkit.DelegaResource;
import io.delega.tokenvault.VaultResource;
import io.delega.tokenvault.enforcement.EnforcementPoint;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bodies pass while they come, untouched, and what breaks off on one side ends on the other. */
@QuarkusTest
@TestProfile(ProxyProfile.class)
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(VaultResource.class)
class StreamingIT {
  private static final String PORT = "delega.test.provider-port";

  @TestHTTPResource URI here;
  @Inject FakeCredentials credentials;
  @Inject EnforcementPoint point;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private GrantedConnection connection;
  private ScriptedUpstream upstream;

  @BeforeEach
  void connect() {
    credentials.reset();
    connection = new GrantedConnection(here, point);
  }

  @AfterEach
  void stop() throws IOException {
    upstream.close();
  }

  private void upstream(ScriptedUpstream.Script script) throws IOException {
    upstream = new ScriptedUpstream(PORT, script);
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(ISO_8859_1));
    out.flush();
  }

  private static void chunk(OutputStream out, byte[] bytes) throws IOException {
    write(out, Integer.toHexString(bytes.length) + "\r\n");
    out.write(bytes);
    write(out, "\r\n");
  }

  private HttpRequest.Builder request() {
    return HttpRequest.newBuilder(here.resolve("/v1/proxy/" + connection.id + "/items/1"))
        .timeout(Duration.ofSeconds(20))
        .header("Authorization", "Bearer " + DelegaResource.issuer().token("agency-a-assistant1"));
  }

  private CallCompleted outcome() {
    return await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                Topics.calls(connection.id).stream()
                    .filter(event -> event.data() instanceof CallCompleted)
                    .map(event -> (CallCompleted) event.data())
                    .findFirst()
                    .orElse(null),
            found -> found != null);
  }

  @Test
  void anEventStreamArrivesEventByEvent() throws Exception {
    Semaphore next = new Semaphore(1);
    upstream(
        (head, in, out) -> {
          write(
              out,
              "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
          for (int i = 1; i <= 3; i++) {
            next.tryAcquire(20, TimeUnit.SECONDS);
            chunk(out, ("data: " + i + "\n\n").getBytes(UTF_8));
          }
          write(out, "0\r\n\r\n");
        });
    HttpResponse<java.io.InputStream> answer =
        http.send(
            request().header("Accept", "text/event-stream").build(), BodyHandlers.ofInputStream());
    assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), UTF_8))) {
      for (int i = 1; i <= 3; i++) {
        // The provider sends the next one only when this one is here.
        assertThat(lines.readLine()).isEqualTo("data: " + i);
        assertThat(lines.readLine()).isEmpty();
        next.release();
      }
      assertThat(lines.readLine()).isNull();
    }
    assertThat(outcome().outcome()).isEqualTo("completed");
  }

  @Test
  void compressedBodiesArriveUntouched() throws Exception {
    byte[] zipped = zipped("x".repeat(100_000) + "end");
    byte[] small = zipped("small");
    upstream(
        (head, in, out) -> {
          if (upstream.heads.size() == 1) {
            write(
                out,
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n");
            chunk(out, zipped);
            write(out, "0\r\nX-Trailer: canary\r\n\r\n");
          } else {
            write(
                out,
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: "
                    + small.length
                    + "\r\nConnection: close\r\n\r\n");
            out.write(small);
          }
        });
    HttpResponse<byte[]> chunked =
        http.send(
            request().header("Accept-Encoding", "gzip, br;q=0.5").build(),
            BodyHandlers.ofByteArray());
    assertThat(chunked.body()).isEqualTo(zipped);
    assertThat(chunked.headers().firstValue("Content-Encoding")).contains("gzip");
    assertThat(upstream.heads.get(0)).contains("accept-encoding: gzip, br;q=0.5\r\n");
    HttpResponse<byte[]> whole = http.send(request().build(), BodyHandlers.ofByteArray());
    assertThat(whole.body()).isEqualTo(small);
    assertThat(upstream.heads.get(1).toLowerCase(java.util.Locale.ROOT))
        .doesNotContain("accept-encoding");
  }

  private static byte[] zipped(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  void aProvidersTrailersStayBehind() throws Exception {
    upstream(
        (head, in, out) ->
            write(
                out,
                "HTTP/1.1 200 OK\r\nTrailer: X-Trailer\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "2\r\nok\r\n0\r\nX-Trailer: canary\r\n\r\n"));
    String answer = connection.request("GET", "/items/1", "", "");
    assertThat(answer).contains("\r\nok\r\n0\r\n\r\n").doesNotContain("canary");
  }

  @Test
  void anAnswerThatBreaksOffIsNeverTakenForWhole() throws Exception {
    upstream(
        (head, in, out) -> {
          switch (upstream.heads.size()) {
            case 1 ->
                write(out, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(1000));
            case 2 -> {
              write(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
              chunk(out, "part".getBytes(UTF_8));
            }
            default -> write(out, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart");
          }
        });
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> http.send(request().build(), BodyHandlers.ofString()))
          .isInstanceOf(IOException.class);
    }
    HttpResponse<String> small = http.send(request().build(), BodyHandlers.ofString());
    assertThat(small.statusCode()).isEqualTo(502);
    assertThat(small.body()).contains("upstream_broke_off").doesNotContain("part");
    await()
        .untilAsserted(
            () ->
                assertThat(Topics.calls(connection.id))
                    .filteredOn(event -> event.data() instanceof CallCompleted)
                    .hasSize(3)
                    .allSatisfy(
                        event -> {
                          CallCompleted outcome = (CallCompleted) event.data();
                          assertThat(outcome.outcome()).isEqualTo("failed");
                          assertThat(outcome.reason()).isEqualTo("upstream_broke_off");
                        }));
  }

  @Test
  void everyAttemptOfASafeRequestOutlivesAConnectionThatBreaksOff() throws Exception {
    upstream(
        (head, in, out) -> {
          switch (upstream.heads.size()) {
            case 1, 3, 4 -> {}
            case 2 ->
                write(out, "HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n");
            default -> write(out, RawUpstream.OK);
          }
        });
    HttpResponse<String> answer = http.send(request().build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(upstream.heads).hasSize(5);
  }

  @Test
  void aCallerThatGoesAwayWhileItSendsStopsTheProvider() throws Exception {
    CompletableFuture<Integer> arrived = new CompletableFuture<>();
    upstream(
        (head, in, out) -> {
          try {
            arrived.complete(in.readNBytes(1_000_000).length);
          } catch (IOException reset) {
            arrived.complete(-1);
          }
        });
    try (Socket caller = new Socket(here.getHost(), here.getPort())) {
      write(
          caller.getOutputStream(),
          "POST /v1/proxy/"
              + connection.id
              + "/items/1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n"
              + GrantedConnection.authorization()
              + "\r\n"
              + "x".repeat(100_000));
      await().until(() -> upstream.heads.size() == 1);
    }
    assertThat(arrived.get(20, TimeUnit.SECONDS)).isLessThan(1_000_000);
    assertThat(outcome().outcome()).isEqualTo("cancelled");
  }
}
