package io.delega.local.chaos.ledger;

import io.delega.local.Home;
import io.delega.local.process.Progress;
import io.delega.local.story.StoryException;
import io.delega.testkit.Ports;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Kills audits, Kafka and PostgreSQL in random order while facts come in, and looks in the end
 * whether the ledger verifies and holds every fact exactly once.
 */
public final class LedgerChaos {
  private final Home home;
  private final Progress progress;

  /**
   * @param home where its platform of its own lives
   */
  public LedgerChaos(Home home, Progress progress) {
    this.home = home;
    this.progress = progress;
  }

  /**
   * What was found.
   *
   * @param facts acknowledged by Kafka
   * @param entries of the agency in the ledger, reading and heads among them
   * @param violations what must not be, in words
   */
  public record Outcome(long seed, int rounds, int facts, int entries, List<String> violations) {
    /** In one line, and one for each violation. */
    public String text() {
      StringBuilder text =
          new StringBuilder(
              "Seed %d, %d rounds: %d facts acknowledged, %d entries of the agency; %s"
                  .formatted(
                      seed,
                      rounds,
                      facts,
                      entries,
                      violations.isEmpty()
                          ? "the ledger verifies and holds each fact exactly once"
                          : "VIOLATED"));
      violations.forEach(violation -> text.append("\nVIOLATED: ").append(violation));
      return text.toString();
    }
  }

  /** Runs it. */
  public Outcome run(int rounds, long seed) throws Exception {
    progress.say("Seed " + seed);
    Random random = new Random(seed);
    try (LedgerPlatform platform = LedgerPlatform.up(home, Ports.orFree(0), progress)) {
      String agency = platform.env().agencies().get(0).id();
      List<Path> kept = new ArrayList<>();
      try (FactLoad load = new FactLoad(platform.kafka(), agency, new Random(random.nextLong()))) {
        for (int round = 1; round <= rounds; round++) {
          Path checkpoint = platform.folder().resolve("checkpoint-" + round);
          try {
            LedgerRound.Outcome outcome = new LedgerRound(platform, random).run(checkpoint);
            progress.say("%3d  %s".formatted(round, outcome.line()));
          } catch (StoryException e) {
            return new Outcome(seed, round, load.acknowledged().size(), 0, List.of(e.getMessage()));
          }
          kept.add(checkpoint);
        }
        var sent = load.stop();
        Exactly exactly = new Exactly(platform, agency);
        List<String> violations = exactly.violations(sent, kept);
        return new Outcome(seed, rounds, sent.size(), exactly.entries(), violations);
      }
    }
  }
}
