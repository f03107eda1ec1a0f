package io.delega.audit.witness;

import io.delega.audit.AuditConfig;
import io.delega.audit.ledger.CheckpointKey;
import io.delega.audit.ledger.Checkpoints;
import io.delega.audit.ledger.ForkException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The configured witnesses, each asked on a thread of its own. */
@ApplicationScoped
public class Witnesses {
  private final List<Asking> asked;
  private final List<Thread> threads;

  Witnesses(
      AuditConfig config,
      Cosignatures cosignatures,
      Checkpoints checkpoints,
      CheckpointKey key,
      MeterRegistry metrics) {
    asked =
        config.witnesses().orElse(List.of()).stream()
            .map(WitnessClient::new)
            .map(client -> new Asking(client, cosignatures, checkpoints, key.signer().verifier()))
            .toList();
    threads = asked.stream().map(asking -> new Thread(asking, "witness-" + asking.name())).toList();
    asked.forEach(asking -> measure(asking, metrics));
  }

  private static void measure(Asking asking, MeterRegistry metrics) {
    Gauge.builder("delega.audit.witness.up", asking, Asking::up)
        .tag("witness", asking.name())
        .description("Whether the witness answers")
        .register(metrics);
    Gauge.builder("delega.audit.witness.behind", asking, Asking::behind)
        .tag("witness", asking.name())
        .description("Published entries that the witness has not cosigned")
        .register(metrics);
  }

  void start(@Observes StartupEvent event) {
    for (Thread thread : threads) {
      thread.setDaemon(true);
      thread.start();
    }
  }

  void stop(@Observes ShutdownEvent event) {
    threads.forEach(Thread::interrupt);
  }

  /**
   * Proves that the ledger continues what each witness shows that can be asked now; the others are
   * heard when they are back.
   *
   * @throws ForkException when it does not
   */
  public void requireContinuation() throws SQLException, InterruptedException {
    for (Asking asking : asked) {
      asking.requireContinuation();
    }
  }

  /** For the operator: what each witness cosigned last, or why it does not. */
  public Map<String, String> states() {
    Map<String, String> states = new TreeMap<>();
    asked.forEach(asking -> states.put(asking.name(), asking.state()));
    return states;
  }
}
