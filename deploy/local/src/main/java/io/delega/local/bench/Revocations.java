package io.delega.local.bench;

import io.delega.local.story.Api;
import io.delega.local.story.Story;
import io.delega.local.story.StoryProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * How long a revocation takes, from the request to the answer that nobody admits a call any more,
 * while the proxy carries calls. One grant after the other is made and revoked.
 */
final class Revocations {
  private static final Duration LENGTH = Duration.ofSeconds(20);
  private static final int WARM_UP = 30;

  private final Story story;
  private final StoryProvider provider;

  Revocations(Story story, StoryProvider provider) {
    this.story = story;
    this.provider = provider;
  }

  /** Revokes for as long as the load lasts. */
  Measured under(Target load, double perSecond) {
    for (int i = 0; i < WARM_UP; i++) {
      revoke(grant());
    }
    List<Long> took = new ArrayList<>();
    long begun = System.nanoTime();
    ExecutorService aside = Executors.newSingleThreadExecutor();
    try (PacedLoad paced = new PacedLoad()) {
      CompletableFuture<Measured> carried =
          CompletableFuture.supplyAsync(() -> paced.run(load, perSecond, LENGTH), aside);
      while (!carried.isDone()) {
        String grant = grant();
        long sent = System.nanoTime();
        revoke(grant);
        took.add(System.nanoTime() - sent);
      }
      carried.join();
    } finally {
      aside.shutdown();
    }
    long[] nanos = took.stream().mapToLong(Long::longValue).toArray();
    return Measured.of(nanos, nanos.length, 0, (System.nanoTime() - begun) / 1e9);
  }

  private String grant() {
    return api()
        .call(
            story.agency(),
            "admin",
            "POST",
            "/v1/grants",
            Map.of(
                "assistant",
                story.assistant(),
                "connection",
                story.connection(),
                "permissions",
                provider.permissions()))
        .expect(201, "a grant to revoke")
        .json()
        .get("id")
        .asText();
  }

  private void revoke(String grant) {
    api()
        .call(story.agency(), "admin", "POST", "/v1/grants/" + grant + "/revoke", null)
        .expect(200, "a revocation");
  }

  private Api api() {
    return story.api();
  }
}
