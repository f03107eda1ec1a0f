package io.delega.tokenvault.access;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Gives up what waits too long, within a twentieth of a second of its time. All wait equally long,
 * so that a queue serves: a timer for each call would cost more than its decision.
 */
final class Patience implements AutoCloseable {
  private static final long SWEEP_MILLIS = 50;

  private final long nanos;
  private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
  private final ScheduledExecutorService sweeper =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread made = new Thread(work, "decisions-patience");
            made.setDaemon(true);
            return made;
          });

  private record Waiting(CompletableFuture<?> future, long until) {}

  @SuppressWarnings("FutureReturnValueIgnored") // It ends with the executor.
  Patience(Duration patience) {
    this.nanos = patience.toNanos();
    sweeper.scheduleWithFixedDelay(
        () -> sweep(System.nanoTime()), SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** The same future; it fails with a {@link TimeoutException} when its time is over. */
  <T> CompletableFuture<T> watch(CompletableFuture<T> future) {
    waiting.add(new Waiting(future, System.nanoTime() + nanos));
    return future;
  }

  /** Forgets what is done, and gives up what is over at {@code now}. */
  void sweep(long now) {
    for (Waiting head = waiting.peek(); head != null; head = waiting.peek()) {
      boolean done = head.future().isDone();
      if (!done && head.until() - now > 0) {
        return;
      }
      waiting.remove();
      if (!done) {
        head.future().completeExceptionally(new TimeoutException());
      }
    }
  }

  /** How many are looked after. */
  int size() {
    return waiting.size();
  }

  @Override
  public void close() {
    sweeper.shutdown();
  }
}
