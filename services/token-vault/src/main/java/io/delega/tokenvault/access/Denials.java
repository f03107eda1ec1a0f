package io.delega.tokenvault.access;

import io.delega.contracts.AccessEvent.CallsDenied;
import io.delega.tokenvault.access.DenialLimiter.Denied;
import io.delega.tokenvault.access.DenialLimiter.Excess;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Keeps a caller who is denied again and again from flooding the ledger. */
@Singleton
public class Denials {
  private final DenialLimiter limiter;
  private final AccessLog log;

  @Inject
  Denials(AccessConfig config, AccessLog log) {
    this.limiter = new DenialLimiter(config.denialsPerMinute());
    this.log = log;
  }

  /**
   * Whether this denial is recorded by itself; if not, it is in the minute's summary.
   *
   * @param assistant the assistant's id where it is known, else null
   */
  public boolean record(String agency, String issuer, String subject, String assistant) {
    return limiter.admits(new Denied(agency, issuer, subject), assistant, System.nanoTime());
  }

  @Scheduled(every = "5s")
  void summarise() {
    limiter.over(System.nanoTime()).forEach(this::tell);
  }

  void stop(@Observes ShutdownEvent event) {
    limiter.all().forEach(this::tell);
  }

  private void tell(Excess excess) {
    log.summarised(
        excess.who().agency(),
        excess.who().subject(),
        new CallsDenied(
            excess.assistant(), excess.count(), (int) DenialLimiter.WINDOW.toSeconds()));
  }
}
