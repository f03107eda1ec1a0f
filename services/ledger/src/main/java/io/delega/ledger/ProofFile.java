package io.delega.ledger;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Base64;
import java.util.List;

/**
 * The proof of one entry, as {@code GET /v1/audit/events/{id}/proof} answers it.
 *
 * @param leaf the leaf's data, base64
 * @param hashes the inclusion proof, base64, from the leaf upwards
 * @param checkpoint the signed note
 * @param opening what the leaf commits to
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ProofFile(
    long leafIndex, String leaf, List<String> hashes, String checkpoint, Opening opening) {

  /** Checks inclusion under the head and that the leaf is the opening's; null when both hold. */
  String problem(Checkpoint head) {
    byte[] data = Base64.getDecoder().decode(leaf);
    List<byte[]> proof = hashes.stream().map(Base64.getDecoder()::decode).toList();
    if (!Proofs.inclusion(Hashes.leaf(data), leafIndex, head.size(), proof, head.root())) {
      return "leaf " + leafIndex + " is not in the tree of the checkpoint";
    }
    if (!java.security.MessageDigest.isEqual(opening.leaf(), data)) {
      return "leaf " + leafIndex + " does not commit to its opening";
    }
    return null;
  }
}
