package io.delega.keys;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Ties a data key to its context inside the wrapped plaintext, so that the tie does not depend on
 * what a key service offers: digest of the context, then the key. The wrapping is authenticated.
 */
final class ContextBinding {
  private static final int DIGEST = 32;

  private ContextBinding() {}

  static byte[] bind(byte[] dataKey, KeyContext context) {
    byte[] out = Arrays.copyOf(digest(context), DIGEST + dataKey.length);
    System.arraycopy(dataKey, 0, out, DIGEST, dataKey.length);
    return out;
  }

  /** The data key; clears {@code bound}. */
  static byte[] unbind(byte[] bound, KeyContext context) {
    try {
      if (bound.length <= DIGEST
          || !MessageDigest.isEqual(digest(context), Arrays.copyOf(bound, DIGEST))) {
        throw new NotOpenedException("the wrapped key belongs to another context");
      }
      return Arrays.copyOfRange(bound, DIGEST, bound.length);
    } finally {
      Arrays.fill(bound, (byte) 0);
    }
  }

  private static byte[] digest(KeyContext context) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(context.bytes());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
