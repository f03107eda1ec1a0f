package io.delega.local.process;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Collection;

/** Tells the person at the terminal what is being waited for; one live line where it can be. */
public final class Progress {
  private static final Duration PLAIN_INTERVAL = Duration.ofSeconds(10);

  private final PrintStream out;
  private final boolean live;
  private final long begun = System.nanoTime();
  private long lastPlain = begun;
  private int shown;

  public Progress(PrintStream out, boolean live) {
    this.out = out;
    this.live = live;
  }

  /** A line that stays. */
  public void say(String line) {
    clear();
    out.println(line);
    out.flush();
  }

  /** A process that now serves. */
  public void ready(String name, Duration took) {
    say("  %-16s ready after %.1f s".formatted(name, took.toMillis() / 1000.0));
  }

  /** What is still waited for. */
  public void waiting(Collection<String> names) {
    String line = "  waiting for %s (%d s)".formatted(String.join(", ", names), elapsedSeconds());
    if (live) {
      clear();
      out.print(line);
      out.flush();
      shown = line.length();
    } else if (System.nanoTime() - lastPlain > PLAIN_INTERVAL.toNanos()) {
      lastPlain = System.nanoTime();
      out.println(line);
    }
  }

  public long elapsedSeconds() {
    return Duration.ofNanos(System.nanoTime() - begun).toSeconds();
  }

  private void clear() {
    if (shown > 0) {
      out.print("\r" + " ".repeat(shown) + "\r");
      shown = 0;
    }
  }
}
