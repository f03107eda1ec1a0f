package io.delega.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;

/** Checks what the ledger says with nothing but its public key. Holds no state. */
public final class Verifier {
  /** The format of an export. */
  public static final String EXPORT_FORMAT = "delega-export/v1";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final NoteKey key;

  /** A verifier that trusts this key and nothing else. */
  public Verifier(NoteKey key) {
    this.key = key;
  }

  /** Checks the proof of one entry. */
  public Verdict proof(String json) {
    try {
      ProofFile proof = JSON.readValue(json, ProofFile.class);
      String problem = proof.problem(key);
      return problem != null
          ? Verdict.failed("NOT PROVEN: " + problem, List.of())
          : Verdict.proven(
              "Proven: event %s of %s is entry %d of the ledger"
                  .formatted(proof.opening().id(), proof.opening().agency(), proof.leafIndex()),
              List.of(
                  "type %s, time %s, number %d of its agency"
                      .formatted(
                          proof.opening().type(),
                          proof.opening().time(),
                          proof.opening().agencySequence())));
    } catch (JsonProcessingException | IllegalArgumentException | NullPointerException e) {
      return Verdict.failed("NOT PROVEN: this is not a proof", List.of());
    }
  }

  /**
   * Checks an export: every line's event against its leaf, the leaf against the checkpoint, and,
   * where the export says that it is complete, that no number is missing between its first and its
   * last.
   */
  public Verdict export(Iterator<String> lines) {
    return new ExportCheck(key).check(lines);
  }

  /** A whole ledger as it is published. */
  public interface Published {
    /** The signed checkpoint. */
    String checkpoint();

    /** A tile or entry bundle, by its name. */
    byte[] tile(String name);
  }

  /**
   * Reads every entry of a published ledger and computes its root anew.
   *
   * @param earlier a checkpoint kept from before, or null: the ledger must have only grown since
   */
  public Verdict ledger(Published ledger, String earlier) {
    try {
      Checkpoint head = Checkpoint.open(ledger.checkpoint(), key);
      Checkpoint before = earlier == null ? null : Checkpoint.open(earlier, key);
      if (before != null && before.size() > head.size()) {
        return Verdict.failed(
            "NOT PROVEN: the ledger has shrunk from %d to %d entries"
                .formatted(before.size(), head.size()),
            List.of());
      }
      return ledger(ledger, head, before);
    } catch (IllegalArgumentException e) {
      return Verdict.failed("NOT PROVEN: " + e.getMessage(), List.of());
    }
  }

  private static Verdict ledger(Published ledger, Checkpoint head, Checkpoint before) {
    GrowingTree tree = new GrowingTree();
    List<String> problems = new ArrayList<>();
    byte[] rootBefore = before != null && before.size() == 0 ? Hashes.emptyRoot() : null;
    for (long bundle = 0; tree.size() < head.size(); bundle++) {
      int width = Tiles.width(0, bundle, head.size());
      List<byte[]> entries = EntryBundle.read(ledger.tile(Tiles.path(-1, bundle, width)));
      byte[] hashes = ledger.tile(Tiles.path(0, bundle, width));
      if (entries.size() != width || hashes.length != width * Hashes.LENGTH) {
        return Verdict.failed("NOT PROVEN: tile " + bundle + " is not whole", problems);
      }
      for (int i = 0; i < width; i++) {
        byte[] leafHash = Hashes.leaf(entries.get(i));
        if (!java.util.Arrays.equals(
            leafHash, 0, Hashes.LENGTH, hashes, i * Hashes.LENGTH, (i + 1) * Hashes.LENGTH)) {
          problems.add("entry " + tree.size() + " is not the one in the tree");
        }
        tree.add(leafHash);
        if (before != null && tree.size() == before.size()) {
          rootBefore = tree.root();
        }
      }
    }
    if (!java.util.Arrays.equals(tree.root(), head.root())) {
      problems.add("the entries give another root than the checkpoint's");
    }
    if (before != null && !java.util.Arrays.equals(rootBefore, before.root())) {
      problems.add(
          "the first " + before.size() + " entries are not those of the earlier checkpoint");
    }
    if (!problems.isEmpty()) {
      return Verdict.failed("NOT PROVEN: the ledger is not what its checkpoint says", problems);
    }
    List<String> details = new ArrayList<>();
    details.add("root " + Base64.getEncoder().encodeToString(head.root()));
    if (before != null) {
      details.add("it has only grown since the checkpoint of " + before.size());
    }
    return Verdict.proven(
        "Proven: %d entries give the root that %s signed".formatted(head.size(), head.origin()),
        details);
  }
}
