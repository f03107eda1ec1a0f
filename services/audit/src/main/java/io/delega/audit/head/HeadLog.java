package io.delega.audit.head;

import io.delega.audit.AuditConfig;
import io.delega.audit.FactProducer;
import io.delega.audit.head.DueHeads.Head;
import io.delega.contracts.Actor;
import io.delega.contracts.AuditEvent;
import io.delega.contracts.Event;
import io.delega.contracts.EventJson;
import io.delega.contracts.Topic;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/**
 * Sends {@code audit.head} of every agency that has new entries, at most once an interval. It comes
 * back as an entry of that agency like any other fact. A head that was sent but not marked is sent
 * again; two that say the same do no harm.
 */
@ApplicationScoped
class HeadLog implements Runnable {
  private static final Logger LOG = Logger.getLogger(HeadLog.class);
  private static final long LONGEST_PAUSE_MILLIS = 15_000;

  private final AuditConfig config;
  private final DataSource database;
  private final Clock clock;
  private Thread thread;
  private volatile boolean running = true;

  HeadLog(AuditConfig config, DataSource database, Clock clock) {
    this.config = config;
    this.database = database;
    this.clock = clock;
  }

  void start(@Observes StartupEvent event) {
    thread = new Thread(this, "agency-heads");
    thread.setDaemon(true);
    thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
    thread.start();
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    running = false;
    thread.interrupt();
    thread.join(3_000);
  }

  @Override
  public void run() {
    boolean failing = false;
    try (KafkaProducer<String, byte[]> producer = FactProducer.open(config)) {
      while (running) {
        try {
          Thread.sleep(Math.min(LONGEST_PAUSE_MILLIS, config.headInterval().toMillis() / 4));
          send(producer);
          failing = false;
        } catch (SQLException | KafkaException e) {
          if (!failing) {
            LOG.warnf("Heads of agencies cannot be logged now: %s", e.getMessage());
          }
          failing = true;
        } catch (InterruptedException e) {
          // Asked to stop; the producer's goodbye must not be interrupted too.
          running = false;
        }
      }
    }
  }

  private void send(KafkaProducer<String, byte[]> producer)
      throws SQLException, InterruptedException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try {
        send(producer, DueHeads.take(connection, config.headInterval()));
        connection.commit();
      } catch (SQLException | RuntimeException | InterruptedException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    }
  }

  private void send(KafkaProducer<String, byte[]> producer, List<Head> heads)
      throws InterruptedException {
    List<Future<?>> sent = new ArrayList<>();
    for (Head head : heads) {
      Event<?> event =
          Event.of(
              "audit",
              "audit/" + head.agency(),
              head.agency(),
              Actor.service("audit"),
              0,
              new AuditEvent.AuditHead(head.number(), head.event()),
              clock);
      sent.add(
          producer.send(
              new ProducerRecord<>(
                  Topic.AUDIT_EVENTS.topicName(), event.subject(), EventJson.write(event))));
    }
    for (Future<?> one : sent) {
      try {
        one.get();
      } catch (ExecutionException e) {
        throw new KafkaException("a head could not be written", e.getCause());
      }
    }
  }
}
