package io.delega.local.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.local.Home;
import io.delega.local.chaos.ledger.LedgerChaos;
import io.delega.local.process.Progress;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The short form of {@code ./delega chaos --ledger}. */
class LedgerChaosIT {
  @Test
  void everyFactIsInTheLedgerOnceWhateverIsKilled() throws Exception {
    Home home =
        new Home(
            Path.of("../..").toAbsolutePath().normalize(),
            Path.of("target", "ledger-chaos").toAbsolutePath());
    long seed = Long.getLong("chaos.seed", new Random().nextInt(Integer.MAX_VALUE));
    LedgerChaos.Outcome outcome =
        new LedgerChaos(home, new Progress(System.out, false)).run(2, seed);
    assertThat(outcome.violations()).as("seed %d", seed).isEmpty();
    assertThat(outcome.facts()).isPositive();
    assertThat(outcome.entries()).isGreaterThanOrEqualTo(outcome.facts());
  }
}
