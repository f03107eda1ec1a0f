package io.delega.tokenvault.access;

/** A decision could not be made durable; nothing may be sent on its ground. */
public final class AuditUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  AuditUnavailableException(Throwable cause) {
    super("the decision could not be recorded", cause);
  }
}
