package io.delega.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A bundle of five entries, and every way to change what it says. */
class BundleVerifierTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SIZE = 5;

  @TempDir Path folder;

  private final NoteKey.Signer signer = NoteKey.Signer.generate("ledger.example/1");
  private final BundleVerifier verifier = new BundleVerifier(new Verifier(signer.verifier()));
  private final List<byte[]> leaves = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private final List<ReadableEntry> entries = new ArrayList<>();

  @BeforeEach
  void fill() throws IOException {
    List<Opening> openings = new ArrayList<>();
    List<ObjectNode> events = new ArrayList<>();
    for (int i = 0; i < SIZE; i++) {
      ObjectNode event = event(i);
      Opening opening =
          Opening.of("evt_" + i, "agency-a", i, "2026-01-01T00:00:00Z", "client.created", event);
      events.add(event);
      openings.add(opening);
      leaves.add(opening.leaf());
    }
    Tree tree = new Tree(this::subtree);
    lines.add(JSON.writeValueAsString(header(tree.root(SIZE))));
    for (int i = 0; i < SIZE; i++) {
      String leaf = base64(leaves.get(i));
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("leafIndex", i);
      line.put("leaf", leaf);
      line.put("hashes", tree.inclusion(i, SIZE).stream().map(BundleVerifierTest::base64).toList());
      line.put("opening", openings.get(i));
      line.put("event", events.get(i));
      lines.add(JSON.writeValueAsString(line));
      entries.add(new ReadableEntry(i, i, leaf, events.get(i)));
    }
  }

  private static ObjectNode event(int i) {
    ObjectNode event = JSON.createObjectNode();
    event.put("id", "evt_" + i).put("source", "/delega/connect").put("type", "client.created");
    event.put("subject", "cli_" + i).put("time", "2026-01-01T00:00:00Z").put("agency", "agency-a");
    event.put("actorkind", "user").put("actorid", i == 1 ? "=cmd(\"x\"),1" : "somebody");
    event.putObject("data").put("client", "cli_" + i).putObject("personal").put("name", "Anna");
    return event;
  }

  private Map<String, Object> header(byte[] root) {
    String note = SignedNote.sign(new Checkpoint("ledger.example/1", SIZE, root).text(), signer);
    return Map.of(
        "format",
        Verifier.EXPORT_FORMAT,
        "agency",
        "agency-a",
        "complete",
        true,
        "firstSequence",
        0,
        "endSequence",
        SIZE,
        "checkpoint",
        note);
  }

  private byte[] subtree(int level, long index) {
    if (level == 0) {
      return Hashes.leaf(leaves.get((int) index));
    }
    return Hashes.node(subtree(level - 1, 2 * index), subtree(level - 1, 2 * index + 1));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private String readable(ReadableForm form) {
    StringBuilder text = new StringBuilder(form.heading());
    entries.forEach(entry -> text.append(form.text(entry)));
    return text.toString();
  }

  private static String manifest(ReadableForm form, int entries) {
    return "{\"format\":\"delega-bundle/v1\",\"rule\":\"%s\",\"entries\":%d}"
        .formatted(form.rule(), entries);
  }

  private Map<String, String> honest(ReadableForm form) {
    Map<String, String> files = new LinkedHashMap<>();
    files.put(form.file(), readable(form));
    files.put(BundleVerifier.ENTRIES, String.join("\n", lines) + "\n");
    files.put(BundleVerifier.MANIFEST, manifest(form, SIZE));
    return files;
  }

  private Path zip(Map<String, String> files) throws IOException {
    Path zip = Files.createTempFile(folder, "bundle", ".zip");
    try (OutputStream file = Files.newOutputStream(zip);
        ZipOutputStream out = new ZipOutputStream(file)) {
      for (Map.Entry<String, String> entry : files.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return zip;
  }

  private Verdict verdict(Map<String, String> files) throws IOException {
    return verifier.verify(zip(files));
  }

  @ParameterizedTest
  @EnumSource
  void provesAnHonestBundleInWhichNothingIsPersonal(ReadableForm form) throws IOException {
    Map<String, String> files = honest(form);
    Verdict verdict = verdict(files);
    assertThat(verdict.proven()).as("%s", verdict).isTrue();
    assertThat(verdict.summary()).contains("none missing", "numbers 0 to 4");
    assertThat(files.get(form.file())).contains("cli_4").doesNotContain("Anna");
    assertThat(files.get(BundleVerifier.ENTRIES)).contains("Anna");
  }

  @ParameterizedTest
  @EnumSource
  void findsAChangedAMissingAndAnInventedLine(ReadableForm form) throws IOException {
    Map<String, String> changed = honest(form);
    changed.computeIfPresent(form.file(), (name, text) -> text.replace("cli_3", "cli_9"));
    assertThat(verdict(changed).details()).contains(form.file() + " differs at entry 4");

    Map<String, String> more = honest(form);
    more.computeIfPresent(form.file(), (name, text) -> text + form.text(entries.get(0)));
    assertThat(verdict(more).details()).contains(form.file() + " goes on behind the last entry");

    Map<String, String> less = honest(form);
    less.computeIfPresent(
        form.file(),
        (name, text) -> text.substring(0, text.length() - form.text(entries.get(4)).length()));
    assertThat(verdict(less).proven()).isFalse();
  }

  @Test
  void findsEntriesThatAreChangedOrEndEarly() throws IOException {
    Map<String, String> changed = honest(ReadableForm.CSV);
    changed.computeIfPresent(
        BundleVerifier.ENTRIES, (name, text) -> text.replace("\"cli_2\"", "\"cli_7\""));
    changed.computeIfPresent(
        ReadableForm.CSV.file(), (name, text) -> text.replace("cli_2", "cli_7"));
    assertThat(verdict(changed).proven()).isFalse();

    entries.remove(4);
    lines.remove(5);
    Map<String, String> early = honest(ReadableForm.CSV);
    early.put(BundleVerifier.MANIFEST, manifest(ReadableForm.CSV, 4));
    assertThat(verdict(early).details()).anyMatch(detail -> detail.contains("ends before"));
  }

  @Test
  void findsWhatDoesNotBelongAndWhatCannotBeRead() throws IOException {
    Map<String, String> extra = honest(ReadableForm.CSV);
    extra.put("readme.txt", "Pay at once.");
    assertThat(verdict(extra).proven()).isFalse();
    Map<String, String> count = honest(ReadableForm.CSV);
    count.put(BundleVerifier.MANIFEST, manifest(ReadableForm.CSV, 6));
    assertThat(verdict(count).summary()).contains("the manifest says 6");
    Map<String, String> other = honest(ReadableForm.CSV);
    other.put(BundleVerifier.MANIFEST, manifest(ReadableForm.OCSF, SIZE));
    assertThat(verdict(other).proven()).isFalse();
    other.put(BundleVerifier.MANIFEST, "{}");
    assertThat(verdict(other).proven()).isFalse();
    Path cut = zip(honest(ReadableForm.CSV));
    byte[] bytes = Files.readAllBytes(cut);
    Files.write(cut, java.util.Arrays.copyOf(bytes, bytes.length - 100));
    assertThat(verifier.verify(cut).proven()).isFalse();
  }

  @Test
  void aSpreadsheetTakesNoCellForAFormula() {
    assertThat(ReadableForm.CSV.text(entries.get(1))).contains(",\"'=cmd(\"\"x\"\"),1\",");
    assertThat(readable(ReadableForm.CSV).lines()).hasSize(SIZE + 1);
  }

  @Test
  void anErasedEntryIsCountedAndItsOpenPartIsStillCompared() throws IOException {
    ObjectNode line = (ObjectNode) JSON.readTree(lines.get(3));
    line.withObject("/opening").putNull("digestSalt");
    ((ObjectNode) line.at("/event/data")).remove("personal");
    lines.set(3, line.toString());
    Verdict verdict = verdict(honest(ReadableForm.OCSF));
    assertThat(verdict.proven()).as("%s", verdict).isTrue();
    assertThat(verdict.details()).anyMatch(detail -> detail.startsWith("1 of them are erased"));

    line.withObject("/event").put("type", "client.updated");
    lines.set(3, line.toString());
    assertThat(verdict(honest(ReadableForm.OCSF)).proven()).isFalse();
  }

  @Test
  void theCommandTakesBundlesAndLines() throws IOException {
    String key = signer.verifier().toString();
    Path bundle = zip(honest(ReadableForm.CSV));
    Path plain = Files.write(folder.resolve("export.ndjson"), lines);
    assertThat(VerifyMain.run("--export", bundle.toString(), "--key", key)).isZero();
    assertThat(VerifyMain.run("--export", plain.toString(), "--key", key)).isZero();
    Files.write(plain, lines.subList(0, 3));
    assertThat(VerifyMain.run("--export", plain.toString(), "--key", key)).isEqualTo(1);
  }
}
