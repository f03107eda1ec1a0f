package io.delega.keys;

/** The key-encryption key cannot be reached now; nothing is wrong with the data. */
public final class KeysUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  KeysUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
