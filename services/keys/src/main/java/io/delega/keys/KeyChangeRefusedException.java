package io.delega.keys;

/** The key-encryption key is not ours to change; the message says who can, and how. */
public final class KeyChangeRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  KeyChangeRefusedException(String message) {
    super(message);
  }
}
