package io.delega.local.chaos.ledger;

import io.delega.local.Home;
import io.delega.local.Settings;
import io.delega.local.Wiring;
import io.delega.local.chaos.OwnPlatform;
import io.delega.local.process.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A platform of its own with two audits and their witness; nobody but a load writes facts. */
final class LedgerPlatform extends OwnPlatform {
  private static final Set<String> WITHOUT =
      Set.of("connect", "token-vault", "access-policy", "monitoring", "console");

  private final Home home;

  private LedgerPlatform(Home home, Settings settings, Progress progress) {
    super(home, new Wiring(WITHOUT, Map.of(), Map.of()), settings, progress);
    this.home = home;
  }

  static LedgerPlatform up(Home home, int port, Progress progress) {
    forget(home, progress);
    return new LedgerPlatform(
        home,
        new Settings(port, "localhost", null, Map.of("audit", 2), false, List.of()),
        progress);
  }

  /** Kills it; a child of a server that was killed before, or recovers, may not be there. */
  void kill(Victim victim, Random random) throws Exception {
    if (victim != Victim.POSTGRES_CHILD) {
      end(victim.words, "KILL");
    } else if (alive("postgres")) {
      List<ProcessHandle> children = handle("postgres").children().toList();
      if (!children.isEmpty()) {
        children.get(random.nextInt(children.size())).destroyForcibly();
      }
    }
  }

  /** The ledger's key, as written down at its first start. */
  Path ledgerKey() {
    return home.ledgerKey();
  }

  Path witnessKey() {
    return home.witnessKey();
  }

  /** For what is kept of a run. */
  Path folder() {
    return home.run();
  }
}
