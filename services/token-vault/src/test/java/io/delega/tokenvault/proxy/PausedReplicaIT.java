package io.delega.tokenvault.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.delega.contracts.AccessEvent.CallCompleted;
import io.delega.contracts.Event;
import io.delega.contracts.EventData;
import io.delega.testkit.DelegaResource;
import io.delega.tokenvault.FakeProvider;
import io.delega.tokenvault.Vault;
import io.delega.tokenvault.VaultProcess;
import io.delega.tokenvault.VaultResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A replica that stands still in the middle of a call, and comes back when it was given up. */
@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(VaultResource.class)
class PausedReplicaIT {
  private final CountDownLatch goOn = new CountDownLatch(1);
  private FakeProvider provider;
  private ScriptedUpstream upstream;
  private VaultProcess replica;
  private String connection;

  @BeforeEach
  void start() throws IOException {
    replica = VaultProcess.start(Map.of());
    provider = FakeProvider.start();
    upstream =
        new ScriptedUpstream(
            "delega.test.sandbox-port",
            (head, in, out) -> {
              goOn.await();
              out.write(RawUpstream.OK.getBytes(ISO_8859_1));
              out.flush();
            });
    Vault vault =
        new Vault(provider)
            .withSecret()
            .calling("http://127.0.0.1:" + System.getProperty("delega.test.sandbox-port"));
    connection = vault.connect();
    replica.ready();
    Enforced.allow(vault, connection);
    Enforced.awaitKnown(replica.url(), connection);
  }

  @AfterEach
  void stop() throws Exception {
    replica.signal("CONT");
    replica.close();
    upstream.close();
    provider.close();
  }

  private List<Event<EventData>> outcomes() {
    return Topics.calls(connection).stream()
        .filter(event -> event.data() instanceof CallCompleted)
        .toList();
  }

  @Test
  void everyOutcomeThatIsReportedOfItsCallIsTheSameEntryOfTheLedger() throws Exception {
    CompletableFuture<HttpResponse<String>> call =
        HttpClient.newHttpClient()
            .sendAsync(
                Enforced.request(replica.url(), connection, "/me").build(),
                BodyHandlers.ofString());
    await().until(() -> upstream.heads.size() == 1);
    replica.signal("STOP");
    await().atMost(Duration.ofSeconds(60)).until(() -> outcomes().size() == 1);
    CallCompleted first = (CallCompleted) outcomes().get(0).data();
    assertThat(first.outcome()).isEqualTo("unknown");

    replica.signal("CONT");
    goOn.countDown();
    // It was away for longer than its lease: it cuts the call, and says so under the same id.
    HttpResponse<String> answer = call.get(30, TimeUnit.SECONDS);
    await().atMost(Duration.ofSeconds(30)).until(() -> outcomes().size() == 2);
    CallCompleted late = (CallCompleted) outcomes().get(1).data();
    assertThat(late.outcome()).isIn("cancelled", "completed");
    assertThat(answer.statusCode()).isEqualTo("cancelled".equals(late.outcome()) ? 503 : 200);
    assertThat(outcomes()).extracting(Event::id).containsOnly(Event.completionId(first.callId()));
  }
}
