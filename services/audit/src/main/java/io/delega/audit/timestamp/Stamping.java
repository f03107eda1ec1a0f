package io.delega.audit.timestamp;

import io.delega.audit.AuditConfig;
import io.delega.audit.timestamp.Timestamps.Signed;
import io.delega.ledger.stamp.TrustedSigners;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Has the newest checkpoint stamped once in a while, where an authority is configured. An authority
 * that is away is asked again and stops nothing.
 */
@ApplicationScoped
public class Stamping implements Runnable {
  private static final Logger LOG = Logger.getLogger(Stamping.class);
  private static final long LONGEST_PAUSE_MILLIS = 60_000;

  private final AuditConfig.Timestamps config;
  private final Timestamps timestamps;
  private final Authority authority;
  private Thread thread;
  private volatile boolean running = true;
  private volatile String state = "not asked yet";

  Stamping(AuditConfig config, Timestamps timestamps) throws IOException {
    this.config = config.timestamps();
    this.timestamps = timestamps;
    this.authority = this.config.url().isPresent() ? authority(this.config) : null;
  }

  private static Authority authority(AuditConfig.Timestamps config) throws IOException {
    return new Authority(
        URI.create(config.url().orElseThrow()),
        new TrustedSigners(
            config
                .trusted()
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "delega.audit.timestamps.trusted must name the certificates that the"
                                + " time-stamping authority's leads to"))));
  }

  void start(@Observes StartupEvent event) {
    if (authority == null) {
      return;
    }
    thread = new Thread(this, "timestamps");
    thread.setDaemon(true);
    thread.start();
  }

  void stop(@Observes ShutdownEvent event) {
    running = false;
    if (thread != null) {
      thread.interrupt();
    }
  }

  /**
   * For the operator: when the last timestamp is of, or why there is none; empty without an
   * authority.
   */
  public Optional<String> state() {
    return authority == null ? Optional.empty() : Optional.of(state);
  }

  @Override
  public void run() {
    while (running) {
      try {
        stampIfDue();
        Thread.sleep(Math.min(LONGEST_PAUSE_MILLIS, config.every().toMillis() / 4));
      } catch (InterruptedException e) {
        running = false;
      }
    }
  }

  private void stampIfDue() throws InterruptedException {
    try {
      Optional<Signed> due = timestamps.due(config.every());
      if (due.isPresent()) {
        byte[] note = due.get().note().getBytes(StandardCharsets.UTF_8);
        Authority.Stamp stamp = authority.stamp(note);
        timestamps.put(due.get().size(), stamp);
        state = "stamped %d entries at %s".formatted(due.get().size(), stamp.time());
      }
    } catch (IOException | SQLException e) {
      String why = "away: " + (e.getMessage() == null ? e.getClass().getName() : e.getMessage());
      if (!why.equals(state)) {
        LOG.warnf("No timestamp can be had now: %s", why);
      }
      state = why;
    }
  }
}
