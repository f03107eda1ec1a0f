package io.delega.audit.archive;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delega.audit.AuditConfig;
import io.delega.audit.AuditKeys;
import io.delega.audit.Facts;
import io.delega.ledger.EntryBundle;
import io.delega.ledger.Tiles;
import io.delega.testkit.DelegaResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Old entries are in files and everything answers as before; nobody can change them unseen. */
@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(AuditKeys.class)
@QuarkusTestResource(value = ArchiveFolder.class, restrictToAnnotatedClass = true)
class ArchiveIT {
  private static final int EVENTS = 300;

  @Inject AuditConfig config;
  @Inject Later later;

  private final String client = Facts.client();
  private final String name = "Demo person " + client;

  private List<ObjectNode> take(int count) {
    List<ObjectNode> facts =
        IntStream.range(0, count).mapToObj(i -> Facts.created("agency-a", client, name)).toList();
    Facts.send(facts);
    Facts.awaitListed("client=" + client, count);
    await()
        .atMost(Facts.PATIENCE)
        .until(
            () ->
                later.number("SELECT next FROM stream_cursor")
                    >= later.number(
                        "SELECT max(leaf_index) FROM entry WHERE client = '" + client + "'"));
    return facts;
  }

  private long bundles() {
    try {
      return later.number("SELECT next FROM archive_head");
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path folder() {
    return config.archive().folder().orElseThrow();
  }

  private void everythingAnswers(List<ObjectNode> facts) throws Exception {
    for (ObjectNode fact : List.of(facts.get(0), facts.get(facts.size() - 1))) {
      String id = fact.get("id").asText();
      Facts.auditor()
          .get("/v1/audit/events/" + id)
          .then()
          .statusCode(200)
          .body("data.personal.name", equalTo(name))
          .body("data.client", equalTo(client));
      String proof = Facts.auditor().get("/v1/audit/events/" + id + "/proof").asString();
      assertThat(Facts.verifier().proof(proof).proven()).as(proof).isTrue();
    }
    Facts.auditor()
        .get("/v1/audit/events?limit=1000&client=" + client)
        .then()
        .statusCode(200)
        .body("items", hasSize(facts.size()))
        .body("items[0].data.personal.name", equalTo(name));
    String export =
        Facts.auditor().get("/v1/audit/export?format=ndjson&client=" + client).asString();
    assertThat(export).contains(facts.get(0).get("id").asText());
    var verdict = Facts.verifier().export(export.lines().iterator());
    assertThat(verdict.proven()).as("%s", verdict).isTrue();
    var whole = Facts.wholeLedger();
    assertThat(whole.proven()).as("%s", whole).isTrue();
  }

  @Test
  void everythingAnswersAsBefore() throws Exception {
    List<ObjectNode> facts = take(EVENTS);
    later.archive();
    assertThat(bundles()).isPositive();
    assertThat(later.number("SELECT count(*) FROM entry WHERE event IS NULL"))
        .isEqualTo(bundles() * Tiles.WIDTH);
    everythingAnswers(facts);
    // A reader that has seen a smaller tree asks for less of the bundle.
    byte[] part = given().get("/v1/audit/tile/entries/000.p/7").asByteArray();
    assertThat(EntryBundle.read(part)).hasSize(7);
    byte[] published = given().get("/v1/audit/tile/entries/000").asByteArray();
    assertThat(Files.readAllBytes(folder().resolve("tile/entries/000"))).isEqualTo(published);
    assertThat(Files.readAllBytes(folder().resolve("tile/0/000")))
        .isEqualTo(given().get("/v1/audit/tile/0/000").asByteArray());
  }

  @Test
  void nothingPersonalIsInTheFilesAndWhoLeavesIsErasedThereToo() throws Exception {
    List<ObjectNode> facts = take(EVENTS);
    later.archive();
    String files = allFiles();
    assertThat(files).contains(facts.get(0).get("id").asText()).doesNotContain(name);
    ObjectNode left = Facts.example("client.offboarded", "agency-a").put("subject", client);
    left.withObject("/data").put("client", client);
    Facts.send(List.of(left));
    String id = facts.get(0).get("id").asText();
    await()
        .atMost(Facts.PATIENCE)
        .untilAsserted(
            () ->
                Facts.auditor()
                    .get("/v1/audit/events/" + id)
                    .then()
                    .statusCode(200)
                    .body("data.personal", nullValue()));
    String proof =
        Facts.auditor()
            .get("/v1/audit/events/" + id + "/proof")
            .then()
            .body("opening.digestSalt", nullValue())
            .extract()
            .asString();
    assertThat(Facts.verifier().proof(proof).proven()).isTrue();
    // In the files the salt is sealed under the key that is gone.
    for (Content content : contents()) {
      assertThat(
              content.digestSalt() == null
                  || !content.event().contains(client)
                  || content.personal() == null)
          .isTrue();
    }
    String export =
        Facts.auditor().get("/v1/audit/export?format=ndjson&client=" + client).asString();
    assertThat(Facts.verifier().export(export.lines().iterator()).proven()).isTrue();
  }

  private List<Content> contents() throws IOException {
    try (Stream<Path> files = Files.walk(folder().resolve("content"))) {
      return files
          .filter(Files::isRegularFile)
          .flatMap(
              file -> {
                try {
                  return Content.read(Files.readAllBytes(file)).stream();
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              })
          .toList();
    }
  }

  /** As somebody sees them who has the folder. */
  private String allFiles() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        all.append(new String(bytes, StandardCharsets.ISO_8859_1));
        if (file.toString().endsWith(".gz")) {
          try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            all.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
          }
        }
      }
    }
    return all.toString();
  }

  @Test
  void whatWasChangedOrIsGoneIsNeverShown() throws Exception {
    take(2 * Tiles.WIDTH);
    later.archive();
    long bundle = bundles() - 1;
    String id;
    try (var connection = database.getConnection();
        var select =
            connection.prepareStatement("SELECT event_id FROM entry WHERE leaf_index = ?")) {
      select.setLong(1, bundle * Tiles.WIDTH);
      try (var found = select.executeQuery()) {
        found.next();
        id = found.getString(1);
      }
    }
    Path entries = folder().resolve(Archive.entriesName(bundle));
    byte[] honest = Files.readAllBytes(entries);
    byte[] changed = honest.clone();
    changed[40] ^= 1;
    Files.write(entries, changed);
    String tile = "/v1/audit/" + Archive.entriesName(bundle);
    given().get(tile).then().statusCode(500).body("code", equalTo("archive_damaged"));
    assertThatThrownBy(Facts::wholeLedger).isInstanceOf(AssertionError.class);
    Files.delete(entries);
    given().get(tile).then().statusCode(500).body("code", equalTo("archive_damaged"));
    Files.write(entries, honest);
    given().get(tile).then().statusCode(200);

    Path content = contentOf(bundle);
    byte[] whole = Files.readAllBytes(content);
    Files.write(content, new byte[] {1, 2, 3});
    Facts.as(agencyOf(id) + "-auditor")
        .get("/v1/audit/events/" + id)
        .then()
        .statusCode(500)
        .body("code", equalTo("archive_damaged"));
    Files.write(content, whole);
    Facts.as(agencyOf(id) + "-auditor").get("/v1/audit/events/" + id).then().statusCode(200);
    assertThat(Facts.wholeLedger().proven()).isTrue();
  }

  @Inject javax.sql.DataSource database;

  private String agencyOf(String id) throws Exception {
    return text("SELECT agency FROM entry WHERE event_id = '" + id + "'");
  }

  private Path contentOf(long bundle) throws Exception {
    return folder().resolve(text("SELECT content FROM archived WHERE bundle = " + bundle));
  }

  private String text(String sql) throws Exception {
    try (var connection = database.getConnection();
        var statement = connection.createStatement();
        var found = statement.executeQuery(sql)) {
      found.next();
      return found.getString(1);
    }
  }

  /** A store that breaks off at one of its operations, as if the process had ended there. */
  private static final class Breaking implements ArchiveStore {
    private final ArchiveStore store;
    private final AtomicInteger left;

    Breaking(ArchiveStore store, int after) {
      this.store = store;
      this.left = new AtomicInteger(after);
    }

    private void step() throws IOException {
      if (left.getAndDecrement() == 0) {
        throw new IOException("broken off");
      }
    }

    boolean broke() {
      return left.get() < 0;
    }

    @Override
    public void write(String name, byte[] content) throws IOException {
      step();
      store.write(name, content);
    }

    @Override
    public byte[] read(String name) throws IOException {
      step();
      return store.read(name);
    }

    @Override
    public void delete(String name) throws IOException {
      store.delete(name);
    }

    @Override
    public void close() {
      // The other store is somebody else's.
    }
  }

  @Test
  void whateverBreaksOffTheBundleIsWhereItWas() throws Exception {
    List<ObjectNode> facts = take(Tiles.WIDTH);
    long before = bundles();
    boolean broke = true;
    int breaks = 0;
    for (int after = 0; broke; after++) {
      Breaking breaking = new Breaking(later.store(), after);
      try {
        later.archiving(new Archive(breaking)).next();
      } catch (IOException e) {
        assertThat(bundles()).isEqualTo(before);
        breaks++;
      }
      broke = breaking.broke();
    }
    assertThat(breaks).isEqualTo(6);
    assertThat(bundles()).isEqualTo(before + 1);
    later.archive();
    everythingAnswers(facts);
    assertThat(later.number("SELECT count(*) FROM archive_waste")).isPositive();
    later.clearWaste();
    assertThat(later.number("SELECT count(*) FROM archive_waste")).isZero();
    try (Stream<Path> files = Files.walk(folder().resolve("content"))) {
      assertThat(files.filter(Files::isRegularFile).count()).isEqualTo(bundles());
    }
  }

  @Test
  void twoReplicasMoveEachBundleOnce() throws Exception {
    List<ObjectNode> facts = take(3 * Tiles.WIDTH);
    long before = bundles();
    CompletableFuture<?>[] both =
        IntStream.range(0, 2)
            .mapToObj(
                i ->
                    CompletableFuture.runAsync(
                        () -> {
                          try {
                            later.archive();
                          } catch (Exception e) {
                            throw new IllegalStateException(e);
                          }
                        }))
            .toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(both).join();
    assertThat(bundles()).isGreaterThanOrEqualTo(before + 2);
    assertThat(later.number("SELECT count(*) FROM archived")).isEqualTo(bundles());
    everythingAnswers(facts);
  }
}
