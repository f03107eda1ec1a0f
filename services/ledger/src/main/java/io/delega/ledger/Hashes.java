package io.delega.ledger;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hashes of RFC 6962, section 2.1, with SHA-256. */
public final class Hashes {
  /** Bytes of a hash. */
  public static final int LENGTH = 32;

  private Hashes() {}

  /** The hash of the empty tree. */
  public static byte[] emptyRoot() {
    return sha256().digest();
  }

  /** The hash of a leaf's data. */
  public static byte[] leaf(byte[] data) {
    MessageDigest digest = sha256();
    digest.update((byte) 0);
    return digest.digest(data);
  }

  /** The hash of an inner node. */
  public static byte[] node(byte[] left, byte[] right) {
    MessageDigest digest = sha256();
    digest.update((byte) 1);
    digest.update(left);
    return digest.digest(right);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
