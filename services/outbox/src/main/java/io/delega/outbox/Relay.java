package io.delega.outbox;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Sends what the outbox holds: one leader per service, rows in order, each at least once. Runs on
 * one thread of its own, which owns the producer, the listening connection and all fields below
 * {@code running}.
 */
@ApplicationScoped
class Relay implements Runnable {
  private static final Logger LOG = Logger.getLogger(Relay.class);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
  private static final long PRUNE_EVERY_NANOS = Duration.ofMinutes(1).toNanos();

  private final OutboxConfig config;
  private final RelayStore store;
  private final WakeUp wakeUp;
  private final String holder = UUID.randomUUID().toString();
  private Thread thread;
  private volatile boolean running;

  private FencedProducer producer;
  private boolean leading;
  private boolean failing;
  private long renewAt;
  private long pruneAt;

  Relay(OutboxConfig config, DataSource database) {
    this.config = config;
    this.store = new RelayStore(database);
    this.wakeUp = new WakeUp(database);
  }

  void start(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent event) {
    if (!config.enabled()) {
      return;
    }
    running = true;
    thread = new Thread(this, "outbox-relay");
    thread.setDaemon(true);
    thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
    thread.start();
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    running = false;
    if (thread != null) {
      thread.join(STOP_TIMEOUT.toMillis());
    }
  }

  @Override
  public void run() {
    long now = System.nanoTime();
    renewAt = now;
    pruneAt = now;
    while (running) {
      try {
        step();
        recovered();
      } catch (SQLException | RuntimeException e) {
        // Whatever it is: the relay must not end while the service lives.
        failed(e);
      }
    }
    closeProducer();
    release();
    wakeUp.close();
  }

  private void step() throws SQLException {
    if (System.nanoTime() - renewAt >= 0) {
      leading = store.holdLease(config.service(), holder, config.lease());
      renewAt = System.nanoTime() + config.lease().toNanos() / 3;
    }
    if (!leading) {
      closeProducer();
      wakeUp.await(config.lease().dividedBy(3));
      return;
    }
    if (producer == null) {
      producer = new FencedProducer(config.service(), config.bootstrapServers());
      LOG.infof("Relaying the outbox of %s", config.service());
      // The lease may have run out before the fence was up, and its next holder be fenced by it.
      // Whoever takes it after the question that comes now fences this producer.
      renewAt = System.nanoTime();
      return;
    }
    List<RelayStore.Row> rows = store.unsent(config.batchSize());
    if (!rows.isEmpty()) {
      producer.send(rows);
      store.markSent(rows);
    }
    pruneNowAndThen();
    if (rows.isEmpty()) {
      wakeUp.await(config.pollInterval());
    }
  }

  private void pruneNowAndThen() throws SQLException {
    if (System.nanoTime() - pruneAt >= 0) {
      pruneAt = System.nanoTime() + PRUNE_EVERY_NANOS;
      store.prune(config.keepSent());
    }
  }

  /**
   * After any failure: let go of everything, wait, begin anew. A fenced leader ends up here too.
   */
  private void failed(Exception failure) {
    if (!failing) {
      LOG.warnf(
          "The outbox cannot be relayed now: %s",
          failure.getCause() == null ? failure : failure + ": " + failure.getCause());
      failing = true;
    }
    closeProducer();
    wakeUp.close();
    leading = false;
    renewAt = System.nanoTime() + config.backOff().toNanos();
    try {
      Thread.sleep(config.backOff().toMillis());
    } catch (InterruptedException e) {
      running = false;
      Thread.currentThread().interrupt();
    }
  }

  private void recovered() {
    if (failing) {
      failing = false;
      LOG.info("The outbox is relayed again");
    }
  }

  private void closeProducer() {
    if (producer != null) {
      producer.close();
      producer = null;
    }
  }

  private void release() {
    try {
      store.releaseLease(config.service(), holder);
    } catch (SQLException e) {
      LOG.debugf("The relay's lease runs out by itself: %s", e.getMessage());
    }
  }
}
