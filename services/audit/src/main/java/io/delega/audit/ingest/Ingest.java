package io.delega.audit.ingest;

import io.delega.audit.AuditConfig;
import io.delega.audit.ledger.Checkpoints;
import io.delega.audit.ledger.ErasureWork;
import io.delega.audit.ledger.Fact;
import io.delega.audit.ledger.ForkException;
import io.delega.audit.ledger.Sequencer;
import io.delega.audit.witness.Witnesses;
import io.delega.contracts.Topic;
import io.delega.kafka.KafkaAccess;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;

/**
 * Takes every fact from Kafka into the ledger and signs its head, on a thread of its own. Offsets
 * are committed after the database; what is delivered again is known by its event id.
 */
@ApplicationScoped
public class Ingest implements Runnable {
  private static final Logger LOG = Logger.getLogger(Ingest.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration BACK_OFF = Duration.ofMillis(500);

  private final AuditConfig config;
  private final Sequencer sequencer;
  private final Checkpoints checkpoints;
  private final ErasureWork erasures;
  private final Witnesses witnesses;
  private final LeafTraces leafTraces;
  private Thread thread;
  private volatile boolean running = true;

  Ingest(
      AuditConfig config,
      Sequencer sequencer,
      Checkpoints checkpoints,
      ErasureWork erasures,
      Witnesses witnesses,
      LeafTraces leafTraces) {
    this.config = config;
    this.sequencer = sequencer;
    this.checkpoints = checkpoints;
    this.erasures = erasures;
    this.witnesses = witnesses;
    this.leafTraces = leafTraces;
  }

  void start(@Observes StartupEvent event) {
    thread = new Thread(this, "ingest");
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
    boolean failing = false;
    while (running) {
      try (KafkaConsumer<String, byte[]> consumer = consumer();
          DeadLetters deadLetters = new DeadLetters(config.kafka())) {
        checkpoints.requireContinuation();
        witnesses.requireContinuation();
        checkpoints.sign();
        consumer.subscribe(topics());
        failing = false;
        takeIn(consumer, deadLetters);
      } catch (ForkException e) {
        // Said and shown by the checkpoints.
        return;
      } catch (InterruptedException e) {
        running = false;
        Thread.currentThread().interrupt();
      } catch (SQLException | KafkaException | IllegalStateException e) {
        if (!failing) {
          LOG.warnf("Facts cannot be taken in now: %s", e.getMessage());
        }
        failing = true;
        pause();
      } catch (RuntimeException e) {
        LOG.error("Facts cannot be taken in now", e);
        pause();
      }
    }
  }

  private void takeIn(KafkaConsumer<String, byte[]> consumer, DeadLetters deadLetters)
      throws SQLException {
    long signAt = System.nanoTime();
    while (running) {
      List<Fact> facts = new ArrayList<>();
      LeafTraces.Batch traced = leafTraces.batch();
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        Fact.read(record.value())
            .ifPresentOrElse(
                fact -> {
                  facts.add(fact);
                  traced.saw(fact, record);
                },
                () -> deadLetters.send(record, "not an event"));
      }
      if (!facts.isEmpty()) {
        sequencer.append(facts);
        traced.appended();
        deadLetters.flush();
        consumer.commitSync();
      } else if (deadLetters.flush()) {
        consumer.commitSync();
      }
      if (System.nanoTime() - signAt >= 0) {
        checkpoints.sign();
        erasures.goOn();
        signAt = System.nanoTime() + config.checkpointInterval().toNanos();
      }
    }
  }

  private static List<String> topics() {
    return Arrays.stream(Topic.values())
        .filter(topic -> topic.consumers().contains("audit"))
        .map(Topic::topicName)
        .toList();
  }

  private KafkaConsumer<String, byte[]> consumer() {
    Properties properties = new Properties();
    properties.putAll(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            config.kafka(),
            ConsumerConfig.GROUP_ID_CONFIG,
            "audit",
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            config.batchSize(),
            ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
            10_000,
            // A transaction for each batch: few large ones, at the price of a quarter of a second.
            ConsumerConfig.FETCH_MIN_BYTES_CONFIG,
            64 * 1024,
            ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
            250));
    return new KafkaConsumer<>(
        KafkaAccess.with(properties), new StringDeserializer(), new ByteArrayDeserializer());
  }

  private void pause() {
    try {
      Thread.sleep(BACK_OFF.toMillis());
    } catch (InterruptedException e) {
      running = false;
      Thread.currentThread().interrupt();
    }
  }
}
