package io.delega.local.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A process of the platform.
 *
 * @param name its own name, such as {@code token-vault-2}
 * @param service what it is one of, such as {@code token-vault}
 * @param command program and arguments; never a secret, since everybody on the machine can read it
 * @param folder where it runs
 * @param ready says whether it serves
 * @param patience how long it may take to serve
 * @param tier what it stands on: a higher tier stops before a lower one
 * @param stopSignal what asks it to end, such as {@code TERM}
 */
public record Child(
    String name,
    String service,
    List<String> command,
    Path folder,
    Readiness ready,
    Duration patience,
    int tier,
    String stopSignal) {
  /** The tiers. */
  public static final int INFRASTRUCTURE = 0;

  public static final int SERVICE = 1;
  public static final int EDGE = 2;
}
