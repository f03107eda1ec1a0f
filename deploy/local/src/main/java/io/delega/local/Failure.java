package io.delega.local;

/** Something the person at the terminal can act on: its message is shown as it is. */
public final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Failure(String message) {
    super(message);
  }
}
