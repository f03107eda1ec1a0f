package io.delega.local.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.local.Home;
import io.delega.local.process.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The short form of {@code ./delega chaos}, which has further disturbances and repeats them. */
class ChaosIT {
  private static final List<String> SHORT =
      List.of("none", "paused", "stuck", "partitioned", "late-acks", "policy-paused", "killed");

  @Test
  void nothingPassesUnderAGrantOnceItsRevocationIsAnswered() throws Exception {
    Home home =
        new Home(
            Path.of("../..").toAbsolutePath().normalize(),
            Path.of("target", "chaos").toAbsolutePath());
    long seed = Long.getLong("chaos.seed", new Random().nextInt(Integer.MAX_VALUE));
    ChaosReport report = new Chaos(home, new Progress(System.out, false)).run(1, seed, SHORT);
    report.print(System.out);
    assertThat(report.violations()).as("seed %d", seed).isEmpty();
    assertThat(report.results()).hasSize(Disturbance.NONE.times() + SHORT.size() - 1);
    assertThat(report.results()).allMatch(result -> result.requests() > 0);
  }
}
