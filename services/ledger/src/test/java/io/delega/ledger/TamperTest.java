package io.delega.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every way to tamper with the ledger that we know, against what {@code ./delega verify} does: each
 * is found, and it says what and where.
 */
class TamperTest {
  private static final int SIZE = 300;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private final NoteKey.Signer key = NoteKey.Signer.generate(SmallLedger.ORIGIN);
  private final NoteKey.Signer witness =
      NoteKey.Signer.generate("witness.example", NoteKey.Kind.COSIGNATURE);
  private final SmallLedger ledger = new SmallLedger(SIZE);
  private ServedLedger served;

  @BeforeEach
  void serve() throws IOException {
    served = new ServedLedger(ledger, ledger.checkpoint(SIZE, key, witness));
    Files.writeString(folder.resolve("kept"), ledger.checkpoint(50, key, witness));
    Files.writeString(folder.resolve("newest"), ledger.checkpoint(SIZE, key, witness));
    Files.writeString(folder.resolve("token"), "an auditor's");
    served.export = ledger.export(SIZE, served.checkpoint);
  }

  @AfterEach
  void stop() {
    served.close();
  }

  private record Said(int code, String text) {}

  private Said verify(String... arguments) {
    List<String> all = new ArrayList<>(List.of("--key", key.verifier().toString()));
    all.addAll(Arrays.asList(arguments));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code =
        VerifyMain.run(
            new PrintStream(out, true, StandardCharsets.UTF_8), all.toArray(String[]::new));
    return new Said(code, out.toString(StandardCharsets.UTF_8));
  }

  private String kept(String name) {
    return folder.resolve(name).toString();
  }

  private Said verifyServed() {
    return verify(
        "--url", served.url(),
        "--witness", witness.verifier().toString(),
        "--checkpoint", kept("kept"));
  }

  /** One way to tamper. */
  private interface Tampering {
    void with(TamperTest test) throws IOException;
  }

  private static Arguments row(String what, String found, Tampering tampering) {
    return Arguments.of(what, found, tampering);
  }

  @Test
  void provesWhatNobodyTamperedWith() {
    Said said = verifyServed();
    assertThat(said.text())
        .startsWith(
            "Proven: 300 entries give the root that ledger.example/1 signed and witness.example"
                + " cosigned\n")
        .contains("cosigned by witness.example at 2026-03-02T09:05:00Z")
        .contains("it has only grown since the checkpoint of 50");
    assertThat(said.code()).isZero();
    Said export = verifyExport("2026-03-02T09:04:00Z");
    assertThat(export.text())
        .startsWith(
            "Proven: 100 entries, none missing up to number 98 as of 2026-03-02T09:04:57Z, under"
                + " the checkpoint of 300 that ledger.example/1 signed and witness.example"
                + " cosigned\n")
        .contains("1 entries behind number 98");
    assertThat(export.code()).isZero();
  }

  static Stream<Arguments> ledgers() {
    return Stream.of(
        row(
            "a changed byte",
            "entry 5 is not the one in the tree",
            test -> test.served.rows.put(5, changed(test.ledger.leaves.get(5)))),
        row(
            "a changed byte, with its hash",
            "the entries give another root than the checkpoint's",
            test -> {
              byte[] changed = changed(test.ledger.leaves.get(5));
              test.served.rows.put(5, changed);
              test.served.hashes.put(5, Hashes.leaf(changed));
            }),
        row(
            "a dropped row",
            "entries/000 holds 255 entries instead of 256",
            test -> test.served.rows.remove(7)),
        row(
            "a dropped row at the end",
            "entries/001.p/44 holds 43 entries instead of 44",
            test -> test.served.rows.remove(SIZE - 1)),
        row(
            "two swapped rows",
            "entry 2 is not the one in the tree",
            test -> {
              test.served.rows.put(1, test.ledger.leaves.get(2));
              test.served.rows.put(2, test.ledger.leaves.get(1));
            }),
        row(
            "a replayed row",
            "entry 9 is not the one in the tree",
            test -> test.served.rows.put(9, test.ledger.leaves.get(8))),
        row(
            "a forked log, signed by its key",
            "the checkpoint of 300 entries is not cosigned by witness.example",
            test -> test.fork(null)),
        row(
            "a forked log, signed by its key and with the witness's help",
            "the first 50 entries are not those of the checkpoint that was kept",
            test -> test.fork(test.witness)),
        row(
            "two checkpoints of one size",
            "the ledger was forked: its key signed two checkpoints of 50 entries",
            test -> {
              SmallLedger other = new SmallLedger(SIZE);
              Files.writeString(
                  test.folder.resolve("kept"), other.checkpoint(50, test.key, test.witness));
              Files.writeString(
                  test.folder.resolve("newest"),
                  test.ledger.checkpoint(50, test.key, test.witness));
            }),
        row(
            "a rolled-back database",
            "the ledger has shrunk from 300 to 200 entries",
            test -> {
              test.served.rows.tailMap(200).clear();
              test.served.checkpoint = test.ledger.checkpoint(200, test.key, test.witness);
            }),
        row(
            "a forged checkpoint",
            "the checkpoint is not signed by ledger.example/1",
            test ->
                test.served.checkpoint =
                    test.ledger.checkpoint(
                        SIZE, NoteKey.Signer.generate(SmallLedger.ORIGIN), test.witness)),
        row(
            "a checkpoint with another size",
            "the checkpoint is not signed by ledger.example/1",
            test -> test.served.checkpoint = test.served.checkpoint.replace("\n300\n", "\n299\n")),
        row(
            "a forged cosignature",
            "the checkpoint of 300 entries is not cosigned by witness.example",
            test ->
                test.served.checkpoint =
                    test.ledger.checkpoint(
                        SIZE,
                        test.key,
                        NoteKey.Signer.generate("witness.example", NoteKey.Kind.COSIGNATURE))));
  }

  private void fork(NoteKey.Signer cosigner) {
    SmallLedger other = new SmallLedger(SIZE);
    served.hold(other);
    served.checkpoint = other.checkpoint(SIZE, key, cosigner);
  }

  private static byte[] changed(byte[] leaf) {
    byte[] changed = leaf.clone();
    changed[3] ^= 1;
    return changed;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ledgers")
  void findsInTheServedLedger(String what, String found, Tampering tampering) throws IOException {
    tampering.with(this);
    Said said =
        verify(
            "--url", served.url(),
            "--witness", witness.verifier().toString(),
            "--checkpoint", kept("kept"),
            "--checkpoint", kept("newest"));
    assertThat(said.text()).startsWith("NOT PROVEN: ").contains(found);
    assertThat(said.code()).isEqualTo(1);
  }

  static Stream<Arguments> exports() {
    return Stream.of(
        row(
            "a changed byte",
            "line 5: event evt_9 is not the one that the leaf commits to",
            test -> test.edit(4, line -> line.replace("\"n\":9", "\"n\":8"))),
        row(
            "a changed opening",
            "line 5: leaf 9 does not commit to its opening",
            test -> test.edit(4, line -> line.replace("client.created", "client.updated"))),
        row(
            "a dropped row",
            "line 6: number 4 of the agency is expected here, not 5",
            test -> test.served.export.remove(5)),
        row(
            "a dropped row that a head counted",
            "the head says that number 8 came before it, which is not there",
            test -> test.served.export.remove(9)),
        row(
            "two swapped rows",
            "line 6: entry 9 comes again or out of order, after entry 12",
            test -> Collections.swap(test.served.export, 4, 5)),
        row(
            "a replayed row",
            "line 6: entry 9 comes again or out of order, after entry 9",
            test -> test.served.export.add(5, test.served.export.get(4))),
        row(
            "another agency's row",
            "line 3: entry 1 is of agency agency-b",
            test -> test.served.export.add(2, test.ledger.line(1, SIZE))),
        row(
            "a forked log, signed by its key",
            "the checkpoint of 300 entries is not cosigned by witness.example",
            test -> {
              SmallLedger other = new SmallLedger(SIZE);
              test.served.export =
                  new ArrayList<>(other.export(SIZE, other.checkpoint(SIZE, test.key, null)));
            }),
        row(
            "rows of a forked log under the true checkpoint",
            "line 2: leaf 0 is not in the tree of the checkpoint",
            test ->
                test.served.export =
                    new ArrayList<>(new SmallLedger(SIZE).export(SIZE, test.served.checkpoint))),
        row(
            "a missing tail",
            "the agency's last head is of 2026-03-02T09:02:27Z, before 2026-03-02T09:04:00Z:"
                + " entries after number 48 may be missing",
            test -> test.served.export.subList(55, 101).clear()),
        row(
            "a rolled-back database",
            "the agency's last head is of 2026-03-02T09:02:57Z, before 2026-03-02T09:04:00Z",
            test ->
                test.served.export =
                    new ArrayList<>(
                        test.ledger.export(
                            200, test.ledger.checkpoint(200, test.key, test.witness)))),
        row(
            "a tail without any head",
            "it has no head of the agency, so entries may be missing at its end",
            test -> test.served.export.subList(8, 101).clear()),
        row(
            "a head that lies",
            "line 102: the head says that number 98 is event evt_0, but it is evt_294",
            TamperTest::lie),
        row(
            "a filtered export that is called whole",
            "the export is filtered, so nothing says that it is complete as of",
            test -> test.edit(0, line -> line.replace("true", "false"))),
        row(
            "a forged checkpoint",
            "the checkpoint is not signed by ledger.example/1",
            test -> test.edit(0, line -> line.replace("\\n300\\n", "\\n301\\n"))));
  }

  private interface Edit {
    String of(String line);
  }

  private void edit(int line, Edit edit) {
    String before = served.export.get(line);
    String after = edit.of(before);
    assertThat(after).isNotEqualTo(before);
    served.export.set(line, after);
  }

  /** The operator logs a head that does not fit, and signs and serves all that. */
  private void lie() {
    ObjectNode event = JSON.createObjectNode();
    event.putObject("data").put("agencySequence", 98).put("lastEvent", "evt_0");
    ledger.add(SmallLedger.AGENCY, ledger.next(SmallLedger.AGENCY), "audit.head", event);
    served.export =
        new ArrayList<>(ledger.export(SIZE + 1, ledger.checkpoint(SIZE + 1, key, witness)));
  }

  private Said verifyExport(String asOf) {
    return verifyExport(asOf, "--witness", witness.verifier().toString());
  }

  private Said verifyExport(String asOf, String... more) {
    Path file = folder.resolve("export.ndjson");
    try {
      Files.write(file, served.export);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    List<String> all = new ArrayList<>(List.of("--export", file.toString(), "--as-of", asOf));
    all.addAll(Arrays.asList(more));
    return verify(all.toArray(String[]::new));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("exports")
  void findsInAnExport(String what, String found, Tampering tampering) throws IOException {
    served.export = new ArrayList<>(served.export);
    tampering.with(this);
    Said said = verifyExport("2026-03-02T09:04:00Z");
    assertThat(said.text()).startsWith("NOT PROVEN: ").contains(found);
    assertThat(said.code()).isEqualTo(1);
  }

  @Test
  void findsTheSameInWhatThePlatformExportsToAnAuditor() {
    String[] arguments = {
      "--url", served.url(), "--token-file", kept("token"), "--as-of", "2026-03-02T09:04:00Z"
    };
    assertThat(verify(arguments).code()).isZero();
    served.export = new ArrayList<>(served.export);
    served.export.remove(5);
    assertThat(verify(arguments).text())
        .contains("line 6: number 4 of the agency is expected here, not 5");
  }

  @Test
  void comparesCheckpointsThatWereKept() {
    Said grown = verify("--checkpoint", kept("kept"), "--checkpoint", kept("newest"));
    assertThat(grown.text())
        .startsWith("NOT PROVEN: whether one checkpoint continues the other only the ledger shows");
    Said same = verify("--checkpoint", kept("kept"), "--checkpoint", kept("kept"));
    assertThat(same.text()).startsWith("Proven: the checkpoints say the same");
    assertThat(same.code()).isZero();
  }
}
