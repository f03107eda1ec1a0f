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
    return open(SignedNote.parse(note), key);
  }

  /** The same, of a note that is read already. */
  public static Checkpoint open(SignedNote signed, NoteKey key) {
    if (!signed.verifiedBy(key)) {
      throw new IllegalArgumentException("the checkpoint is not signed by " + key.name());
    }
    Checkpoint checkpoint = read(signed);
    if (!checkpoint.origin().equals(key.name())) {
      throw new IllegalArgumentException("not a checkpoint of " + key.name());
    }
    return checkpoint;
  }

  /**
   * Reads what a checkpoint says, whoever signed it.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static Checkpoint read(SignedNote note) {
    String[] lines = note.text().split("\n", -1);
    if (lines.length < 4 || lines[0].isEmpty() || !lines[1].matches("0|[1-9][0-9]{0,17}")) {
      throw new IllegalArgumentException("not a checkpoint");
    }
    for (int extension = 3; extension < lines.length - 1; extension++) {
      if (lines[extension].isEmpty()) {
        throw new IllegalArgumentException("not a checkpoint");
      }
    }
    byte[] root = Base64.getDecoder().decode(lines[2]);
    if (root.length != Hashes.LENGTH) {
      throw new IllegalArgumentException("not a checkpoint");
    }
    return new Checkpoint(lines[0], Long.parseLong(lines[1]), root);
  }
}
