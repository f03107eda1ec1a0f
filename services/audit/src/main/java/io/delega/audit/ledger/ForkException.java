package io.delega.audit.ledger;

/** The stored tree is not a continuation of what was signed; nothing may be signed any more. */
public final class ForkException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With the reason, as it is shown to the operator. */
  public ForkException(String message) {
    super(message);
  }
}
