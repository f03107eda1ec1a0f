package io.delega.ledger;

import java.util.Base64;

/** A C2SP tlog-checkpoint: the head of a log at a size. */
public record Checkpoint(String origin, long size, byte[] root) {

  /** The note's text: three lines. */
  public String text() {
    return origin + "\n" + size + "\n" + Base64.getEncoder().encodeToString(root) + "\n";
  }

  /**
   * Reads a signed checkpoint and checks its signature and that the key's name is its origin.
   *
   * @throws IllegalArgumentException when anything is not as it must be
   */
  public static Checkpoint open(String note, NoteKey key) {
    SignedNote signed = SignedNote.parse(note);
    if (!signed.verifiedBy(key)) {
      throw new IllegalArgumentException("the checkpoint is not signed by " + key.name());
    }
    String[] lines = signed.text().split("\n", -1);
    if (lines.length < 4 || !lines[1].matches("0|[1-9][0-9]{0,17}")) {
      throw new IllegalArgumentException("not a checkpoint");
    }
    byte[] root = Base64.getDecoder().decode(lines[2]);
    if (root.length != Hashes.LENGTH || !lines[0].equals(key.name())) {
      throw new IllegalArgumentException("not a checkpoint of " + key.name());
    }
    return new Checkpoint(lines[0], Long.parseLong(lines[1]), root);
  }
}
