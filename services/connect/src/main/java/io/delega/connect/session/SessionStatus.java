package io.delega.connect.session;

/** The life of a connect session. */
public enum SessionStatus {
  OPEN,
  /** The account is connected; the consent is being enforced. Shown as open. */
  ESTABLISHED,
  COMPLETED,
  EXPIRED,
  CANCELLED;

  /** Whether the client may (still) press Connect. */
  public boolean connectable() {
    return this == OPEN;
  }

  /** Whether an account was connected in it. */
  public boolean connected() {
    return this == ESTABLISHED || this == COMPLETED;
  }

  /** What the API and a return URL call it. */
  public String word() {
    return switch (this) {
      case OPEN, ESTABLISHED -> "open";
      case COMPLETED -> "completed";
      case EXPIRED -> "expired";
      case CANCELLED -> "cancelled";
    };
  }
}
