package io.delega.ledger;

import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/**
 * Verifies proofs by the algorithms of RFC 9162, sections 2.1.3.2 and 2.1.4.2. Nothing here trusts
 * the lengths it is given.
 */
public final class Proofs {
  private Proofs() {}

  /** Whether the leaf hash stands at {@code index} in the tree of {@code size} leaves and root. */
  public static boolean inclusion(
      byte[] leafHash, long index, long size, List<byte[]> proof, byte[] root) {
    if (index < 0 || index >= size || !hashes(proof) || leafHash.length != Hashes.LENGTH) {
      return false;
    }
    long fn = index;
    long sn = size - 1;
    byte[] r = leafHash;
    for (byte[] p : proof) {
      if (sn == 0) {
        return false;
      }
      if ((fn & 1) == 1 || fn == sn) {
        r = Hashes.node(p, r);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>= 1;
          sn >>= 1;
        }
      } else {
        r = Hashes.node(r, p);
      }
      fn >>= 1;
      sn >>= 1;
    }
    return sn == 0 && MessageDigest.isEqual(r, root);
  }

  /** Whether the tree of {@code size2} leaves and root2 begins with that of size1 and root1. */
  public static boolean consistency(
      long size1, long size2, byte[] root1, byte[] root2, List<byte[]> proof) {
    if (size1 < 0 || size2 < size1 || !hashes(proof)) {
      return false;
    }
    if (size1 == 0) {
      // Every tree begins with the empty one; a proof of that says nothing and is refused.
      return false;
    }
    if (size1 == size2) {
      return proof.isEmpty() && MessageDigest.isEqual(root1, root2);
    }
    return fold(size1, size2, root1, proof)
        .map(
            roots ->
                MessageDigest.isEqual(roots.first(), root1)
                    && MessageDigest.isEqual(roots.second(), root2))
        .orElse(false);
  }

  private record Roots(byte[] first, byte[] second) {}

  private static Optional<Roots> fold(long size1, long size2, byte[] root1, List<byte[]> given) {
    boolean wholeTree = Long.bitCount(size1) == 1;
    if (given.isEmpty()) {
      return Optional.empty();
    }
    long fn = size1 - 1;
    long sn = size2 - 1;
    while ((fn & 1) == 1) {
      fn >>= 1;
      sn >>= 1;
    }
    byte[] fr = wholeTree ? root1 : given.get(0);
    byte[] sr = fr;
    for (byte[] c : wholeTree ? given : given.subList(1, given.size())) {
      if (sn == 0) {
        return Optional.empty();
      }
      if ((fn & 1) == 1 || fn == sn) {
        fr = Hashes.node(c, fr);
        sr = Hashes.node(c, sr);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>= 1;
          sn >>= 1;
        }
      } else {
        sr = Hashes.node(sr, c);
      }
      fn >>= 1;
      sn >>= 1;
    }
    return sn == 0 ? Optional.of(new Roots(fr, sr)) : Optional.empty();
  }

  private static boolean hashes(List<byte[]> proof) {
    return proof.stream().allMatch(hash -> hash.length == Hashes.LENGTH);
  }
}
