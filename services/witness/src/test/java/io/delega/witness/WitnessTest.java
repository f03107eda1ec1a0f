package io.delega.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delega.ledger.AddCheckpoint;
import io.delega.ledger.Checkpoint;
import io.delega.ledger.Hashes;
import io.delega.ledger.KeyFile;
import io.delega.ledger.NoteKey;
import io.delega.ledger.SignedNote;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The witness over HTTP, by the statuses of C2SP tlog-witness. */
class WitnessTest {
  private static final Instant NOW = Instant.parse("2026-03-02T09:30:36Z");

  @TempDir Path folder;
  private final NoteKey.Signer key = NoteKey.Signer.generate(TestLog.ORIGIN);
  private final TestLog log = new TestLog(key, "entry");
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private WitnessServer server;
  private NoteKey witness;

  @BeforeEach
  void start() throws IOException {
    NoteKey.Signer signer =
        KeyFile.readOrMake(
            folder.resolve("key"),
            () -> NoteKey.Signer.generate("witness.example", NoteKey.Kind.COSIGNATURE));
    witness = signer.verifier();
    server =
        new WitnessServer(
            new Witness(
                signer,
                new Logs(List.of(key.verifier().toString())),
                folder.resolve("logs"),
                Clock.fixed(NOW, ZoneOffset.UTC)),
            "127.0.0.1",
            0);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> post(String body) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(uri("/add-checkpoint"))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private void assertAnswer(int status, AddCheckpoint request) throws Exception {
    assertAnswer(status, request.text());
  }

  private void assertAnswer(int status, String body) throws Exception {
    HttpResponse<String> answer = post(body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
  }

  @Test
  void cosignsWhatContinuesWithTheTimeAndKeepsTheNewest() throws Exception {
    HttpResponse<String> first = post(log.request(0, 5).text());
    assertThat(first.statusCode()).isEqualTo(200);
    SignedNote cosigned = SignedNote.parse(log.checkpoint(5) + first.body());
    assertThat(cosigned.cosignedAt(witness)).contains(NOW);
    assertAnswer(200, log.request(5, 5));
    assertAnswer(200, log.request(5, 300));

    SignedNote last = SignedNote.parse(last().body());
    assertThat(Checkpoint.open(last, key.verifier()).size()).isEqualTo(300);
    assertThat(last.cosignedAt(witness)).contains(NOW);
  }

  private HttpResponse<String> last() throws Exception {
    String hash =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256")
                    .digest(TestLog.ORIGIN.getBytes(StandardCharsets.UTF_8)));
    return http.send(
        HttpRequest.newBuilder(uri("/" + hash + "/checkpoint")).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void anotherOldSizeIsAConflictThatTellsTheLastOne() throws Exception {
    assertThat(last().statusCode()).isEqualTo(404);
    assertAnswer(200, log.request(0, 5));
    for (long old : new long[] {0, 4, 6}) {
      HttpResponse<String> answer = post(log.request(old, 9).text());
      assertThat(answer.statusCode()).isEqualTo(409);
      assertThat(answer.headers().firstValue("Content-Type")).contains("text/x.tlog.size");
      assertThat(answer.body()).isEqualTo("5\n");
    }
    assertAnswer(400, new AddCheckpoint(6, List.of(), log.checkpoint(5)));
  }

  @Test
  void aForkIsNotCosignedAndTheNewestStays() throws Exception {
    TestLog forked = new TestLog(key, "another");
    assertAnswer(200, log.request(0, 5));
    assertAnswer(422, forked.request(5, 9));
    assertAnswer(422, new AddCheckpoint(5, log.proof(5, 9), forked.checkpoint(9)));
    assertAnswer(422, new AddCheckpoint(5, forked.proof(5, 9), log.checkpoint(9)));
    assertAnswer(422, forked.request(5, 5));
    assertAnswer(422, new AddCheckpoint(5, log.proof(5, 8), log.checkpoint(9)));
    assertAnswer(422, new AddCheckpoint(5, List.of(), log.checkpoint(9)));
    assertThat(last().body()).startsWith(log.checkpoint(5));
    assertAnswer(200, log.request(5, 9));
  }

  @Test
  void theEmptyTreeHasOneRootAndNeedsNoProof() throws Exception {
    String wrong =
        SignedNote.sign(new Checkpoint(TestLog.ORIGIN, 0, Hashes.leaf(new byte[0])).text(), key);
    assertAnswer(422, new AddCheckpoint(0, List.of(), wrong));
    assertAnswer(422, new AddCheckpoint(0, List.of(Hashes.emptyRoot()), log.checkpoint(5)));
    assertAnswer(200, new AddCheckpoint(0, List.of(), log.checkpoint(0)));
    assertAnswer(200, log.request(0, 5));
  }

  @Test
  void knowsItsLogsByTheirKeys() throws Exception {
    NoteKey.Signer stranger = NoteKey.Signer.generate("stranger.example");
    String elsewhere =
        SignedNote.sign(new Checkpoint("stranger.example", 0, Hashes.emptyRoot()).text(), stranger);
    assertAnswer(404, new AddCheckpoint(0, List.of(), elsewhere));
    TestLog forged = new TestLog(NoteKey.Signer.generate(TestLog.ORIGIN), "entry");
    assertAnswer(403, forged.request(0, 5));
    String changed = log.checkpoint(5).replace("\n5\n", "\n6\n");
    assertAnswer(403, new AddCheckpoint(0, List.of(), changed));
  }

  @Test
  void whatIsNoRequestIsRefused() throws Exception {
    for (String body :
        List.of(
            "",
            "old 0\n\n",
            "old x\n\n" + log.checkpoint(5),
            log.checkpoint(5),
            "old 0\n\na\nb\n")) {
      assertAnswer(400, body);
    }
    assertAnswer(413, "old 0\n\n" + "a".repeat(70_000));
    HttpResponse<String> got =
        http.send(
            HttpRequest.newBuilder(uri("/add-checkpoint")).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(got.statusCode()).isEqualTo(405);
    for (String path :
        List.of("/", "/checkpoint", "/../key", "/" + "0".repeat(64) + "/checkpoint")) {
      HttpResponse<String> nothing =
          http.send(
              HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
      assertThat(nothing.statusCode()).as(path).isEqualTo(404);
    }
  }

  @Test
  void remembersOverARestartAndRefusesAFileItDidNotCosign() throws Exception {
    assertAnswer(200, log.request(0, 5));
    stop();
    start();
    assertAnswer(409, log.request(0, 5));
    assertAnswer(200, log.request(5, 9));
    stop();
    try (Stream<Path> files = Files.list(folder.resolve("logs"))) {
      Path file = files.toList().get(0);
      Files.writeString(file, log.checkpoint(5));
    }
    assertThatThrownBy(this::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageEndingWith("holds nothing that this witness cosigned");
  }

  @Test
  void ofManyRequestsAtOnceNoneTakesItBack() throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(4);
    try {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        long size = 100 - i;
        answers.add(clients.submit(() -> post(log.request(0, size).text()).statusCode()));
      }
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> answer : answers) {
        statuses.add(answer.get(30, TimeUnit.SECONDS));
      }
      assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 409);
    } finally {
      clients.shutdownNow();
    }
  }

  @Test
  void learnsTheKeyOfALogFromAFileThatComesLater() throws Exception {
    Path file = folder.resolve("log.pub");
    Logs logs = new Logs(List.of(file.toString()));
    assertThat(logs.key(TestLog.ORIGIN)).isEmpty();
    Files.writeString(file, key.verifier() + "\n");
    assertThat(logs.key(TestLog.ORIGIN))
        .hasValueSatisfying(k -> assertThat(k).hasToString(key.verifier().toString()));
  }
}
