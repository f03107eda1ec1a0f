package io.delega.tokenvault.outbound;

/** A call to a provider without an answer. The message holds nothing that was sent. */
public final class NoAnswerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean sent;

  NoAnswerException(boolean sent, String message) {
    super(message, null, false, false);
    this.sent = sent;
  }

  /** Whether the request may have reached the provider, which may then have acted on it. */
  public boolean maybeSent() {
    return sent;
  }
}
