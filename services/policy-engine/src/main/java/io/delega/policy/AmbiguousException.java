package io.delega.policy;

/** The request names a resource in a way that another reader could understand differently. */
final class AmbiguousException extends Exception {
  private static final long serialVersionUID = 1L;

  AmbiguousException(String message) {
    super(message, null, false, false);
  }
}
