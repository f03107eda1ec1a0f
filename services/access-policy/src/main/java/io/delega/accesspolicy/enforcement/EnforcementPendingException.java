package io.delega.accesspolicy.enforcement;

/** It could not be told in time whether a change is in force everywhere; the change stands. */
public final class EnforcementPendingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EnforcementPendingException() {
    super("not yet known to be enforced", null, false, false);
  }
}
