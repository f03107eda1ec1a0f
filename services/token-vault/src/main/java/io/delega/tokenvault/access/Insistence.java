package io.delega.tokenvault.access;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Tries something again until it succeeds or the process ends. What waits is bounded by itself: an
 * outcome has a decision before it, and without Kafka there are no new decisions.
 */
final class Insistence implements AutoCloseable {
  private final long pauseMillis;
  private final Consumer<Throwable> failed;
  private final Set<CompletableFuture<Void>> waiting = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread made = new Thread(work, "outcomes-insistence");
            made.setDaemon(true);
            return made;
          });

  /**
   * @param pause between a failure and the next try
   * @param failed is told of every failure
   */
  Insistence(Duration pause, Consumer<Throwable> failed) {
    this.pauseMillis = pause.toMillis();
    this.failed = failed;
  }

  /** Complete when a try has succeeded, or when this was closed; never failed. */
  CompletableFuture<Void> on(Supplier<CompletableFuture<Void>> attempt) {
    CompletableFuture<Void> over = new CompletableFuture<>();
    attempt(attempt, over);
    return over;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The stages end in over, the timer with us.
  private void attempt(Supplier<CompletableFuture<Void>> attempt, CompletableFuture<Void> over) {
    attempt
        .get()
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                over.complete(null);
                waiting.remove(over);
                return;
              }
              failed.accept(failure);
              waiting.add(over);
              try {
                timer.schedule(() -> attempt(attempt, over), pauseMillis, TimeUnit.MILLISECONDS);
              } catch (RejectedExecutionException closed) {
                over.complete(null);
              }
            });
  }

  /** How many have failed and wait for their next try. */
  int size() {
    return waiting.size();
  }

  @Override
  public void close() {
    timer.shutdownNow();
    waiting.forEach(over -> over.complete(null));
  }
}
