package io.delega.ledger;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The body of a request to a witness (C2SP tlog-witness, add-checkpoint).
 *
 * @param oldSize how many entries the checkpoint had that the witness cosigned last; 0 for none
 * @param proof the consistency proof from there to the checkpoint (RFC 6962, section 2.1.2)
 * @param note the checkpoint, signed
 */
public record AddCheckpoint(long oldSize, List<byte[]> proof, String note) {
  private static final int LONGEST_PROOF = 63;

  public AddCheckpoint {
    proof = List.copyOf(proof);
  }

  /** The text as it is sent. */
  public String text() {
    StringBuilder text = new StringBuilder("old ").append(oldSize).append('\n');
    proof.forEach(hash -> text.append(Base64.getEncoder().encodeToString(hash)).append('\n'));
    return text.append('\n').append(note).toString();
  }

  /** Reads a request; throws {@link IllegalArgumentException} when it is malformed. */
  public static AddCheckpoint parse(String text) {
    int cut = text.indexOf("\n\n");
    if (cut < 0) {
      throw new IllegalArgumentException("no empty line before the checkpoint");
    }
    String[] lines = text.substring(0, cut).split("\n", -1);
    if (!lines[0].matches("old (0|[1-9][0-9]{0,17})")) {
      throw new IllegalArgumentException("the first line is not the old size");
    }
    if (lines.length - 1 > LONGEST_PROOF) {
      throw new IllegalArgumentException("the proof is too long");
    }
    List<byte[]> proof = new ArrayList<>();
    for (int i = 1; i < lines.length; i++) {
      byte[] hash = Base64.getDecoder().decode(lines[i]);
      if (hash.length != Hashes.LENGTH) {
        throw new IllegalArgumentException("line " + (i + 1) + " is not a hash");
      }
      proof.add(hash);
    }
    return new AddCheckpoint(
        Long.parseLong(lines[0].substring("old ".length())), proof, text.substring(cut + 2));
  }
}
