package io.delega.sandbox;

/** A third-party platform to play with. */
public final class Sandbox implements AutoCloseable {
  private Sandbox() {}

  /** Starts one. */
  public static Sandbox start(int port) {
    return new Sandbox();
  }

  @Override
  public void close() {}
}
