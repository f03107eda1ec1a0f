package io.delega.local.chaos.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.delega.contracts.Topic;
import io.delega.ledger.VerifyMain;
import io.delega.local.chaos.WholeTopic;
import io.delega.local.story.Api;
import io.delega.local.story.Await;
import io.delega.local.story.Http;
import io.delega.local.story.StoryException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether the ledger holds every fact exactly once, and verifies. */
final class Exactly {
  private static final Duration PATIENCE = Duration.ofSeconds(180);
  private static final int SHOWN = 5;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final LedgerPlatform platform;
  private final String agency;
  private final Api api;
  private final Set<String> ids = new HashSet<>();
  private final List<String> violations = new ArrayList<>();

  Exactly(LedgerPlatform platform, String agency) {
    this.platform = platform;
    this.agency = agency;
    this.api = new Api(platform.env(), new Http(answer -> {}));
  }

  /**
   * What is wrong, in words.
   *
   * @param sent the event ids that Kafka has acknowledged
   * @param kept checkpoints from before
   */
  List<String> violations(Set<String> sent, List<Path> kept) throws Exception {
    try {
      Await.value(PATIENCE, "the last facts", () -> lacking(sent), Set::isEmpty);
    } catch (StoryException lost) {
      violations.add(
          "facts are not in the ledger: " + lacking(sent).stream().limit(SHOWN).toList());
    }
    wholeLedger(kept);
    stream();
    return violations;
  }

  /** How many entries of the agency the last export had. */
  int entries() {
    return ids.size();
  }

  /** Of an export that verifies: which of these it lacks. */
  private Set<String> lacking(Set<String> sent) {
    Path export = platform.folder().resolve("export.ndjson");
    Set<String> twice = new HashSet<>();
    try {
      download(export);
      ids.clear();
      try (var lines = Files.lines(export)) {
        lines
            .skip(1)
            .map(line -> parse(line).path("opening").path("id").asText())
            .filter(id -> !ids.add(id))
            .forEach(twice::add);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Set<String> lacking = new HashSet<>(sent);
    lacking.removeAll(ids);
    if (lacking.isEmpty()) {
      if (!twice.isEmpty()) {
        violations.add("facts are in the ledger twice: " + twice.stream().limit(SHOWN).toList());
      }
      if (VerifyMain.run("--export", export.toString(), "--key", platform.ledgerKey().toString())
          != 0) {
        violations.add("the export does not verify");
      }
    }
    return lacking;
  }

  private void download(Path to) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(platform.env().baseUrl() + "/v1/audit/export?format=ndjson"))
            .header("Authorization", "Bearer " + api.token(agency, "auditor"))
            .build();
    try {
      int status =
          HttpClient.newHttpClient()
              .send(request, HttpResponse.BodyHandlers.ofFile(to))
              .statusCode();
      if (status != 200) {
        throw new IOException("the export answers " + status);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private void wholeLedger(List<Path> kept) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--url", platform.env().baseUrl()));
    arguments.addAll(List.of("--key", platform.ledgerKey().toString()));
    arguments.addAll(List.of("--witness", platform.witnessKey().toString()));
    for (Path checkpoint : kept) {
      arguments.addAll(List.of("--checkpoint", checkpoint.toString()));
    }
    if (VerifyMain.run(arguments.toArray(String[]::new)) != 0) {
      violations.add("the ledger does not verify");
    }
  }

  /** Each leaf is in the stream, in order, and where it comes again it is the same. */
  private void stream() {
    BitSet seen = new BitSet();
    WholeTopic.read(
        platform.kafka(),
        Topic.AUDIT_STREAM.topicName(),
        record ->
            seen.set(
                parse(new String(record.value(), StandardCharsets.UTF_8))
                    .get("leafIndex")
                    .asInt()));
    if (seen.cardinality() != seen.length()) {
      violations.add("the stream lacks leaf " + seen.nextClearBit(0));
    }
    if (seen.length() < ids.size()) {
      violations.add("the stream ends at leaf " + seen.length());
    }
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
