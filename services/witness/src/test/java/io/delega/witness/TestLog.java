package io.delega.witness;

import io.delega.ledger.AddCheckpoint;
import io.delega.ledger.Checkpoint;
import io.delega.ledger.Hashes;
import io.delega.ledger.NoteKey;
import io.delega.ledger.SignedNote;
import io.delega.ledger.Tree;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A log of entries that are told apart by a word and their place. */
final class TestLog {
  static final String ORIGIN = "ledger.example/1";

  private final NoteKey.Signer signer;
  private final String word;
  private final Tree tree = new Tree(this::subtree);

  TestLog(NoteKey.Signer signer, String word) {
    this.signer = signer;
    this.word = word;
  }

  private byte[] subtree(int level, long index) {
    return level == 0
        ? Hashes.leaf((word + index).getBytes(StandardCharsets.UTF_8))
        : Hashes.node(subtree(level - 1, 2 * index), subtree(level - 1, 2 * index + 1));
  }

  String checkpoint(long size) {
    return SignedNote.sign(new Checkpoint(ORIGIN, size, tree.root(size)).text(), signer);
  }

  List<byte[]> proof(long from, long to) {
    return tree.consistency(from, to);
  }

  AddCheckpoint request(long from, long to) {
    return new AddCheckpoint(from, proof(from, to), checkpoint(to));
  }
}
