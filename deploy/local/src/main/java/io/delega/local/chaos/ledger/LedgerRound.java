package io.delega.local.chaos.ledger;

import io.delega.local.story.Answer;
import io.delega.local.story.Await;
import io.delega.local.story.Http;
import io.delega.local.story.StoryException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** Some kills in a random order while facts come in, and then the ledger must grow again. */
final class LedgerRound {
  private static final int MOST_KILLS = 4;
  private static final int MOST_MILLIS_BETWEEN = 1_500;
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final LedgerPlatform platform;
  private final Random random;
  private final Http http = new Http(answer -> {});

  /**
   * What a round was.
   *
   * @param killed in this order
   * @param backAfter from when everything was started again until new facts were under a cosigned
   *     checkpoint
   */
  record Outcome(List<Victim> killed, Duration backAfter) {
    String line() {
      return "killed %s; a new checkpoint %d ms after all were started again"
          .formatted(
              killed.stream().map(victim -> victim.words).collect(Collectors.joining(", ")),
              backAfter.toMillis());
    }
  }

  LedgerRound(LedgerPlatform platform, Random random) {
    this.platform = platform;
    this.random = random;
  }

  /**
   * Runs it; the platform is whole before and after.
   *
   * @param kept where the checkpoint that is published in the end is kept
   * @throws StoryException when the ledger does not grow again
   */
  Outcome run(Path kept) throws Exception {
    List<Victim> victims = new ArrayList<>(List.of(Victim.values()));
    Collections.shuffle(victims, random);
    List<Victim> killed = List.copyOf(victims.subList(0, 1 + random.nextInt(MOST_KILLS)));
    Thread.sleep(random.nextInt(MOST_MILLIS_BETWEEN));
    for (Victim victim : killed) {
      platform.kill(victim, random);
      Thread.sleep(random.nextInt(MOST_MILLIS_BETWEEN));
    }
    platform.whole();
    long whole = System.nanoTime();
    long size = size(Await.value(PATIENCE, "a checkpoint", this::checkpoint, LedgerRound::isOne));
    Answer grown =
        Await.value(
            PATIENCE,
            "the ledger to grow again",
            this::checkpoint,
            answer -> isOne(answer) && size(answer) > size);
    Files.writeString(kept, grown.body());
    return new Outcome(killed, Duration.ofNanos(System.nanoTime() - whole));
  }

  /** The last one that the witness cosigned, too. */
  private Answer checkpoint() {
    return http.send(
        HttpRequest.newBuilder(
            URI.create(platform.env().baseUrl() + "/v1/audit/checkpoint?cosigned=1")));
  }

  private static boolean isOne(Answer answer) {
    return answer.status() == 200;
  }

  /** The second line of a checkpoint (C2SP tlog-checkpoint). */
  private static long size(Answer checkpoint) {
    return Long.parseLong(checkpoint.body().split("\n", 3)[1]);
  }
}
