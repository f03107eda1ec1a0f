package io.delega.audit.upkeep;

import io.delega.api.ProblemException;
import io.delega.audit.AuditConfig;
import io.delega.audit.OwnFacts;
import io.delega.audit.archive.Archiving;
import io.delega.audit.archive.Waste;
import io.delega.audit.retention.Forgetting;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.sql.SQLException;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/**
 * Sends audit's own facts at once; forgets and archives what is due once in a while. Several
 * replicas do it side by side, and each thing is done once.
 */
@ApplicationScoped
class Upkeep implements Runnable {
  private static final Logger LOG = Logger.getLogger(Upkeep.class);
  private static final long PAUSE_MILLIS = 500;

  private final AuditConfig config;
  private final OwnFacts facts;
  private final Forgetting forgetting;
  private final Archiving archiving;
  private final Waste waste;
  private Thread thread;
  private volatile boolean running = true;
  private String trouble = "";

  Upkeep(
      AuditConfig config, OwnFacts facts, Forgetting forgetting, Archiving archiving, Waste waste) {
    this.config = config;
    this.facts = facts;
    this.forgetting = forgetting;
    this.archiving = archiving;
    this.waste = waste;
  }

  void start(@Observes StartupEvent event) {
    thread = new Thread(this, "upkeep");
    thread.setDaemon(true);
    thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
    thread.start();
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    running = false;
    thread.join(5_000);
  }

  @Override
  public void run() {
    long due = System.nanoTime();
    while (running) {
      try {
        Thread.sleep(PAUSE_MILLIS);
        attempt("facts of audit are sent", facts::send);
        if (System.nanoTime() - due >= 0) {
          attempt("old entries are forgotten", () -> untilDone(forgetting::next));
          attempt("old entries are archived", () -> untilDone(archiving::next));
          attempt("the archive is cleared", waste::clear);
          due = System.nanoTime() + config.upkeepInterval().toNanos();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        running = false;
      }
    }
  }

  /** One piece of work. */
  private interface Work {
    void run() throws SQLException, IOException, InterruptedException;
  }

  private interface Piece {
    boolean next() throws SQLException, IOException;
  }

  private void untilDone(Piece piece) throws SQLException, IOException, InterruptedException {
    boolean more = true;
    while (more && running) {
      more = piece.next();
      facts.send();
    }
  }

  /** Says once what cannot be done, and goes on. */
  private void attempt(String what, Work work) throws InterruptedException {
    try {
      work.run();
      trouble = trouble.startsWith(what) ? "" : trouble;
    } catch (SQLException
        | IOException
        | KafkaException
        | ProblemException
        | IllegalStateException e) {
      String now = what + " later: " + e.getMessage();
      if (!now.equals(trouble)) {
        LOG.warn(now);
        trouble = now;
      }
    } catch (RuntimeException e) {
      LOG.errorf(e, "%s later", what);
    }
  }
}
