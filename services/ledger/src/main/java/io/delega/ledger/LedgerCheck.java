package io.delega.ledger;

import io.delega.ledger.Verifier.Head;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** One reading of a whole published ledger. */
final class LedgerCheck {
  private static final int MOST_PROBLEMS = 50;

  private final Verifier.Published ledger;
  private final Head head;
  private final List<Checkpoint> earlier;
  private final GrowingTree tree = new GrowingTree();
  private final List<String> problems = new ArrayList<>();
  private int compared;

  /** {@code earlier} by rising size. */
  LedgerCheck(Verifier.Published ledger, Head head, List<Checkpoint> earlier) {
    this.ledger = ledger;
    this.head = head;
    this.earlier = earlier;
  }

  Verdict run() {
    for (Checkpoint before : earlier) {
      if (before.size() > head.size()) {
        return Verdict.failed(
            "NOT PROVEN: the ledger has shrunk from %d to %d entries"
                .formatted(before.size(), head.size()),
            List.of());
      }
    }
    compare();
    for (long bundle = 0; tree.size() < head.size(); bundle++) {
      String incomplete = read(bundle, Tiles.width(0, bundle, head.size()));
      if (incomplete != null) {
        note(incomplete);
        return failed();
      }
    }
    if (!MessageDigest.isEqual(tree.root(), head.checkpoint().root())) {
      note("the entries give another root than the checkpoint's");
    }
    return problems.isEmpty() ? proven() : failed();
  }

  /** Takes a bundle in; what is missing in it, or null. */
  private String read(long bundle, int width) {
    String name = Tiles.path(-1, bundle, width);
    List<byte[]> entries = EntryBundle.read(ledger.tile(name));
    byte[] hashes = ledger.tile(Tiles.path(0, bundle, width));
    if (entries.size() != width) {
      return "%s holds %d entries instead of %d".formatted(name, entries.size(), width);
    }
    if (hashes.length != width * Hashes.LENGTH) {
      return "tile %s is not whole".formatted(Tiles.path(0, bundle, width));
    }
    for (int i = 0; i < width; i++) {
      byte[] leafHash = Hashes.leaf(entries.get(i));
      int at = i * Hashes.LENGTH;
      if (!Arrays.equals(leafHash, 0, Hashes.LENGTH, hashes, at, at + Hashes.LENGTH)) {
        note("entry " + tree.size() + " is not the one in the tree");
      }
      tree.add(leafHash);
      compare();
    }
    return null;
  }

  /** The tree so far against the checkpoints of its size. */
  private void compare() {
    for (; compared < earlier.size() && earlier.get(compared).size() == tree.size(); compared++) {
      if (!MessageDigest.isEqual(tree.root(), earlier.get(compared).root())) {
        note(
            "the first %d entries are not those of the checkpoint that was kept"
                .formatted(tree.size()));
      }
    }
  }

  private void note(String problem) {
    if (problems.size() < MOST_PROBLEMS) {
      problems.add(problem);
    }
  }

  private Verdict failed() {
    return Verdict.failed(
        "NOT PROVEN: the ledger is not what its checkpoint of %d entries says"
            .formatted(head.size()),
        problems);
  }

  private Verdict proven() {
    List<String> details = new ArrayList<>();
    details.add("root " + Base64.getEncoder().encodeToString(head.checkpoint().root()));
    details.addAll(head.cosignatures());
    earlier.forEach(
        before -> details.add("it has only grown since the checkpoint of " + before.size()));
    return Verdict.proven(
        "Proven: %d entries give the root that %s".formatted(head.size(), head.signers()), details);
  }
}
