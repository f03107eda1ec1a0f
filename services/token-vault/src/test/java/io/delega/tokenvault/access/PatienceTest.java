package io.delega.tokenvault.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PatienceTest {
  @Test
  void givesUpWhatWaitsTooLongAndForgetsWhatIsDone() {
    try (Patience patience = new Patience(Duration.ofHours(1))) {
      CompletableFuture<String> done = patience.watch(new CompletableFuture<>());
      CompletableFuture<String> open = patience.watch(new CompletableFuture<>());
      done.complete("yes");
      patience.sweep(System.nanoTime());
      assertThat(done).isCompletedWithValue("yes");
      assertThat(open).isNotDone();
      assertThat(patience.size()).isEqualTo(1);
      patience.sweep(System.nanoTime() + Duration.ofHours(2).toNanos());
      assertThat(open).isCompletedExceptionally();
      assertThat(patience.size()).isZero();
    }
  }

  @Test
  void sweepsByItself() {
    try (Patience patience = new Patience(Duration.ofMillis(1))) {
      CompletableFuture<String> open = patience.watch(new CompletableFuture<>());
      await().atMost(Duration.ofSeconds(10)).until(open::isCompletedExceptionally);
    }
  }
}
