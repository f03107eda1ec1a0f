package io.delega.keys;

/** A ciphertext that was changed, moved to another context, or whose key was destroyed. */
public final class NotOpenedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotOpenedException(String message) {
    super(message);
  }
}
