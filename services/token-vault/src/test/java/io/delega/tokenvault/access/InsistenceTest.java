package io.delega.tokenvault.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InsistenceTest {
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final AtomicInteger attempts = new AtomicInteger();

  private CompletableFuture<Void> failing(int times) {
    return attempts.incrementAndGet() <= times
        ? CompletableFuture.failedFuture(new IllegalStateException("not yet"))
        : CompletableFuture.completedFuture(null);
  }

  @Test
  void triesUntilItSucceedsAndThenNoMore() throws Exception {
    try (Insistence insistence = new Insistence(Duration.ofMillis(1), failures::add)) {
      insistence.on(() -> failing(5)).get(10, TimeUnit.SECONDS);
      assertThat(attempts).hasValue(6);
      assertThat(failures).hasSize(5);
      await().until(() -> insistence.size() == 0);
    }
  }

  @Test
  void endsWithTheProcessAndNeverFails() throws Exception {
    Insistence insistence = new Insistence(Duration.ofHours(1), failures::add);
    CompletableFuture<Void> over = insistence.on(() -> failing(Integer.MAX_VALUE));
    assertThat(over).isNotDone();
    assertThat(insistence.size()).isEqualTo(1);
    insistence.close();
    over.get(10, TimeUnit.SECONDS);
    insistence.on(() -> failing(Integer.MAX_VALUE)).get(10, TimeUnit.SECONDS);
  }
}
