package io.delega.audit.query;

import static io.delega.audit.Facts.as;
import static io.delega.audit.Facts.auditor;
import static io.delega.audit.Facts.awaitListed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delega.audit.AuditKeys;
import io.delega.audit.Facts;
import io.delega.contracts.EventTypes;
import io.delega.ledger.BundleVerifier;
import io.delega.ledger.Verdict;
import io.delega.testkit.DelegaResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@QuarkusTestResource(DelegaResource.class)
@QuarkusTestResource(AuditKeys.class)
class ExportIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NAME = "Anna of the exports";

  @TempDir Path folder;

  /** One entry of every type that there is. */
  private static void everyType() {
    List<ObjectNode> events = new ArrayList<>();
    EventTypes.all().keySet().stream()
        .sorted()
        // A head that is an example would be found to lie.
        .filter(type -> !type.equals("audit.head"))
        .forEach(type -> events.add(Facts.example(type, "agency-a")));
    String marker = Facts.client();
    events.add(Facts.created("agency-a", marker, NAME));
    Facts.send(events);
    awaitListed("client=" + marker, 1);
  }

  private Path bundle(String query) throws IOException {
    byte[] zip =
        auditor()
            .get("/v1/audit/export?" + query)
            .then()
            .statusCode(200)
            .contentType("application/zip")
            .extract()
            .asByteArray();
    return Files.write(Files.createTempFile(folder, "export", ".zip"), zip);
  }

  private static List<String> lines(Path bundle, String file) throws IOException {
    try (ZipFile zip = new ZipFile(bundle.toFile())) {
      return new String(
              zip.getInputStream(zip.getEntry(file)).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .toList();
    }
  }

  private static Verdict verify(Path bundle) {
    return new BundleVerifier(Facts.verifier()).verify(bundle);
  }

  private static List<String> export(String query) {
    return auditor()
        .get("/v1/audit/export?format=ndjson" + query)
        .then()
        .statusCode(200)
        .extract()
        .asString()
        .lines()
        .toList();
  }

  @Test
  void anOcsfExportIsProvenAndEveryEventOfItIsAsTheSchemaSays() throws IOException {
    everyType();
    Path bundle = bundle("format=ocsf");
    Verdict verdict = verify(bundle);
    assertThat(verdict.proven()).as("%s", verdict).isTrue();
    assertThat(verdict.summary()).contains("none missing");
    OcsfSchema schema = new OcsfSchema();
    List<String> events = lines(bundle, "events.ocsf.ndjson");
    assertThat(events.size()).isGreaterThan(EventTypes.all().size());
    for (String line : events) {
      JsonNode event = JSON.readTree(line);
      assertThat(schema.problems(event)).as(line).isEmpty();
    }
  }

  @Test
  void aCsvExportIsProvenAndHasNothingPersonalInItsTable() throws IOException {
    everyType();
    Path bundle = bundle("format=csv");
    Verdict verdict = verify(bundle);
    assertThat(verdict.proven()).as("%s", verdict).isTrue();
    assertThat(lines(bundle, "entries.ndjson")).anyMatch(line -> line.contains(NAME));
    assertThat(lines(bundle, "events.csv"))
        .hasSameSizeAs(lines(bundle, "entries.ndjson"))
        .noneMatch(line -> line.contains(NAME));
  }

  @Test
  void aFilteredBundleHasWhatItsFilterSays() throws IOException {
    String client = Facts.client();
    Facts.send(List.of(Facts.created("agency-a", client, NAME)));
    awaitListed("client=" + client, 1);
    Path bundle = bundle("format=csv&client=" + client);
    assertThat(verify(bundle).proven()).isTrue();
    assertThat(lines(bundle, "events.csv")).hasSize(2);
    Path empty = bundle("format=ocsf&client=" + Facts.client());
    assertThat(verify(empty).proven()).isTrue();
    assertThat(lines(empty, "events.ocsf.ndjson")).isEmpty();
  }

  @Test
  void anExportThatWasCutOffGoesOnUnderTheSameCheckpoint() throws IOException {
    String client = Facts.client();
    List<ObjectNode> events =
        Stream.generate(() -> Facts.created("agency-a", client, NAME)).limit(700).toList();
    Facts.send(events);
    awaitListed("client=" + client, 700);
    List<String> whole = export("");
    int had = 300;
    String note = JSON.readTree(whole.get(0)).get("checkpoint").asText();
    String size = note.lines().skip(1).findFirst().orElseThrow();
    long last = JSON.readTree(whole.get(had)).get("leafIndex").asLong();

    Facts.send(List.of(Facts.created("agency-a", client, NAME)));
    awaitListed("client=" + client, 701);
    List<String> rest = export("&after=" + last + "&checkpoint=" + size);

    List<String> joined = new ArrayList<>(whole.subList(0, had + 1));
    joined.addAll(rest.subList(1, rest.size()));
    assertThat(joined).isEqualTo(whole);
    assertThat(Facts.verifier().export(joined.iterator()).proven()).isTrue();
    assertThat(Facts.verifier().export(rest.iterator()).summary())
        .contains("none missing from number " + had);
    assertThat(verify(bundle("format=csv&after=" + last + "&checkpoint=" + size)).proven())
        .isTrue();
  }

  @Test
  void anExportThatEndsEarlyIsNotProven() {
    everyType();
    List<String> whole = export("");
    Verdict verdict = Facts.verifier().export(whole.subList(0, whole.size() - 1).iterator());
    assertThat(verdict.proven()).isFalse();
    assertThat(verdict.details()).singleElement().asString().contains("ends before number");
  }

  @Test
  void everyExportIsRecordedWithWhatItAskedFor() throws IOException {
    String nobody = Facts.client();
    bundle("format=csv&after=0&client=" + nobody);
    bundle("format=csv&after=0&client=" + nobody);
    await()
        .atMost(Facts.PATIENCE)
        .untilAsserted(
            () ->
                auditor()
                    .get("/v1/audit/events?type=audit.exported&order=desc&limit=1000")
                    .then()
                    .body(
                        "items.findAll { it.data.filters.client == '%s' && it.data.format == 'csv' && it.data.filters.after == '0' && it.actor.id == 'agency-a-auditor' }"
                            .formatted(nobody),
                        hasSize(2)));
  }

  @Test
  void refusesWhatCannotBeExportedAndSaysWhy() {
    auditor()
        .get("/v1/audit/export?format=pdf")
        .then()
        .statusCode(400)
        .body("code", equalTo("unsupported"));
    auditor()
        .get("/v1/audit/export?checkpoint=123456789")
        .then()
        .statusCode(404)
        .body("code", equalTo("not_found"));
    auditor().get("/v1/audit/export?after=-1").then().statusCode(400);
    as("agency-a-backend").get("/v1/audit/export").then().statusCode(403);
  }
}
