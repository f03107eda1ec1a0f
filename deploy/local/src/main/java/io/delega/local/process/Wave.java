package io.delega.local.process;

import io.delega.local.Failure;
import io.delega.local.Home;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Brings several processes up at once and waits until all of them serve. */
public final class Wave {
  private static final int LOG_LINES = 25;
  private static final long POLL_MILLIS = 150;

  private final Home home;
  private final Processes processes;
  private final Progress progress;

  public Wave(Home home, Processes processes, Progress progress) {
    this.home = home;
    this.processes = processes;
    this.progress = progress;
  }

  /**
   * Starts what is not alive; waits for all.
   *
   * @param started receives what was started here, also when this fails
   */
  public void bringUp(List<Child> children, List<Processes.Known> started) {
    List<Child> waiting = new ArrayList<>(children);
    waiting.forEach(child -> startIfDead(child, started));
    long begun = System.nanoTime();
    while (!waiting.isEmpty()) {
      Duration elapsed = Duration.ofNanos(System.nanoTime() - begun);
      waiting.removeIf(child -> serves(child, started, elapsed));
      for (Child child : waiting) {
        check(child, started, elapsed);
      }
      if (!waiting.isEmpty()) {
        progress.waiting(waiting.stream().map(Child::name).toList());
        pause();
      }
    }
  }

  private boolean serves(Child child, List<Processes.Known> started, Duration elapsed) {
    if (!child.ready().isReady() || processes.alive(child.name()).isEmpty()) {
      return false;
    }
    if (isOf(child, started)) {
      progress.ready(child.name(), elapsed);
    }
    return true;
  }

  private void startIfDead(Child child, List<Processes.Known> started) {
    if (processes.alive(child.name()).isEmpty()) {
      started.add(processes.start(child));
    }
  }

  private static boolean isOf(Child child, List<Processes.Known> started) {
    return started.stream().anyMatch(known -> known.name().equals(child.name()));
  }

  private void check(Child child, List<Processes.Known> started, Duration elapsed) {
    if (!isOf(child, started)) {
      // It may have been dying when it was looked at first.
      startIfDead(child, started);
    }
    boolean dead = processes.alive(child.name()).isEmpty();
    if (dead || elapsed.compareTo(child.patience()) > 0) {
      throw new Failure(
          "%s %s. The end of its log:%n%n%s%n%nAll of it: %s"
              .formatted(
                  child.name(),
                  dead
                      ? "ended while starting"
                      : "does not answer after " + elapsed.toSeconds() + " s",
                  String.join(
                      System.lineSeparator(), LogTail.of(home.log(child.name()), LOG_LINES)),
                  home.log(child.name())));
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted");
    }
  }
}
