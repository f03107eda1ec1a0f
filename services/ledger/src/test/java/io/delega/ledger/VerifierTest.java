package io.delega.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A small ledger, and every way to tamper with it. */
class VerifierTest {
  private static final int SIZE = 300;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final NoteKey.Signer signer = NoteKey.Signer.generate("ledger.example/1");
  private final Verifier verifier = new Verifier(signer.verifier());
  private final List<byte[]> leaves = new ArrayList<>();
  private final List<Opening> openings = new ArrayList<>();
  private final List<ObjectNode> events = new ArrayList<>();

  @BeforeEach
  void fill() {
    for (int i = 0; i < SIZE; i++) {
      ObjectNode event = JSON.createObjectNode().put("id", "evt_" + i).put("n", i);
      Opening opening =
          Opening.of("evt_" + i, "agency-a", i, "2026-01-01T00:00:00Z", "client.created", event);
      events.add(event);
      openings.add(opening);
      leaves.add(opening.leaf());
    }
  }

  private static byte[] root(List<byte[]> entries) {
    GrowingTree tree = new GrowingTree();
    entries.forEach(entry -> tree.add(Hashes.leaf(entry)));
    return tree.root();
  }

  private String checkpoint(List<byte[]> entries) {
    return SignedNote.sign(
        new Checkpoint("ledger.example/1", entries.size(), root(entries)).text(), signer);
  }

  private static Verifier.Published published(String checkpoint, List<byte[]> entries) {
    return new Verifier.Published() {
      @Override
      public String checkpoint() {
        return checkpoint;
      }

      @Override
      public byte[] tile(String path) {
        Tiles.Name name = Tiles.Name.parse(path);
        int from = (int) name.index() * Tiles.WIDTH;
        List<byte[]> part = entries.subList(from, Math.min(entries.size(), from + name.width()));
        if (name.level() < 0) {
          return EntryBundle.write(part);
        }
        byte[] tile = new byte[part.size() * Hashes.LENGTH];
        for (int i = 0; i < part.size(); i++) {
          System.arraycopy(Hashes.leaf(part.get(i)), 0, tile, i * Hashes.LENGTH, Hashes.LENGTH);
        }
        return tile;
      }
    };
  }

  private Verdict tampered(UnaryOperator<List<byte[]>> tamper) {
    return verifier.ledger(published(checkpoint(leaves), tamper.apply(new ArrayList<>(leaves))));
  }

  @Test
  void provesAnHonestLedgerAndItsGrowth() {
    assertThat(verifier.ledger(published(checkpoint(leaves), leaves)).proven()).isTrue();
    assertThat(
            verifier
                .ledger(
                    published(checkpoint(leaves), leaves),
                    List.of(checkpoint(leaves.subList(0, 100))))
                .proven())
        .isTrue();
  }

  @Test
  void findsAChangedByteADroppedRowASwapAndAReplay() {
    assertThat(
            tampered(
                    entries -> {
                      byte[] changed = entries.get(5).clone();
                      changed[3] ^= 1;
                      entries.set(5, changed);
                      return entries;
                    })
                .proven())
        .isFalse();
    assertThat(
            tampered(
                    entries -> {
                      entries.remove(7);
                      return entries;
                    })
                .proven())
        .isFalse();
    assertThat(
            tampered(
                    entries -> {
                      java.util.Collections.swap(entries, 1, 2);
                      return entries;
                    })
                .proven())
        .isFalse();
    assertThat(
            tampered(
                    entries -> {
                      entries.set(9, entries.get(8));
                      return entries;
                    })
                .proven())
        .isFalse();
  }

  @Test
  void findsAForkARollbackAndAForgedCheckpoint() {
    List<byte[]> forked = new ArrayList<>(leaves);
    forked.set(3, new byte[] {1, 2, 3});
    assertThat(
            verifier
                .ledger(
                    published(checkpoint(forked), forked),
                    List.of(checkpoint(leaves.subList(0, 50))))
                .proven())
        .isFalse();
    List<byte[]> back = leaves.subList(0, 200);
    assertThat(
            verifier
                .ledger(published(checkpoint(back), back), List.of(checkpoint(leaves)))
                .proven())
        .isFalse();
    String forged =
        SignedNote.sign(
            new Checkpoint("ledger.example/1", SIZE, root(leaves)).text(),
            NoteKey.Signer.generate("ledger.example/1"));
    assertThat(verifier.ledger(published(forged, leaves)).proven()).isFalse();
  }

  private Map<String, Object> line(int i) {
    Tiles.Source source =
        (level, index, width) -> {
          byte[] tile = published("", leaves).tile(Tiles.path(0, index, width));
          return level == 0 ? tile : Tiles.root(published("", leaves).tile("0/000"));
        };
    List<String> hashes =
        new Tree(Tiles.subtrees(source, SIZE))
            .inclusion(i, SIZE).stream().map(Base64.getEncoder()::encodeToString).toList();
    return Map.of(
        "leafIndex", i,
        "leaf", Base64.getEncoder().encodeToString(leaves.get(i)),
        "hashes", hashes,
        "opening", openings.get(i),
        "event", events.get(i));
  }

  private List<String> export() throws Exception {
    List<String> lines = new ArrayList<>();
    lines.add(
        JSON.writeValueAsString(
            Map.of(
                "format",
                Verifier.EXPORT_FORMAT,
                "checkpoint",
                checkpoint(leaves),
                "complete",
                true)));
    for (int i = 0; i < 20; i++) {
      lines.add(JSON.writeValueAsString(line(i)));
    }
    return lines;
  }

  @Test
  void provesAnExportAndFindsWhatIsMissingOrChanged() throws Exception {
    List<String> honest = export();
    assertThat(verifier.export(honest.iterator()).proven()).isTrue();

    List<String> gap = new ArrayList<>(honest);
    gap.remove(5);
    assertThat(verifier.export(gap.iterator()).details())
        .singleElement()
        .asString()
        .contains("line 6");

    List<String> changed = new ArrayList<>(honest);
    changed.set(4, changed.get(4).replace("\"n\":3", "\"n\":4"));
    assertThat(verifier.export(changed.iterator()).details())
        .singleElement()
        .asString()
        .contains("evt_3");

    List<String> garbage = new ArrayList<>(honest);
    garbage.set(2, "{}");
    assertThat(verifier.export(garbage.iterator()).proven()).isFalse();
    assertThat(verifier.export(List.<String>of().iterator()).proven()).isFalse();
  }

  @Test
  void provesOneEntryAndRefusesAnotherOpening() throws Exception {
    Map<String, Object> proof = new java.util.HashMap<>(line(299));
    proof.put("checkpoint", checkpoint(leaves));
    assertThat(verifier.proof(JSON.writeValueAsString(proof)).proven()).isTrue();
    proof.put("opening", openings.get(298));
    assertThat(verifier.proof(JSON.writeValueAsString(proof)).proven()).isFalse();
    assertThat(verifier.proof("{}").proven()).isFalse();
    assertThat(verifier.proof("not json").proven()).isFalse();
  }

  @Test
  void anErasedEventStillOpensItsLeaf() {
    Opening whole = openings.get(0);
    Opening erased =
        new Opening(
            whole.version(),
            whole.id(),
            whole.agency(),
            whole.agencySequence(),
            whole.time(),
            whole.type(),
            whole.salt(),
            whole.digest(),
            null);
    assertThat(erased.leaf()).isEqualTo(whole.leaf());
    assertThat(whole.commitsTo(events.get(0))).isTrue();
    assertThat(whole.commitsTo(events.get(1))).isFalse();
    assertThat(erased.commitsTo(events.get(0))).isFalse();
  }
}
