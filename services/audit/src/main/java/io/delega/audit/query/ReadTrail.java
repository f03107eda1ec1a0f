package io.delega.audit.query;

import io.delega.api.ProblemException;
import io.delega.audit.AuditConfig;
import io.delega.audit.FactProducer;
import io.delega.contracts.Actor;
import io.delega.contracts.AuditEvent;
import io.delega.contracts.Event;
import io.delega.contracts.EventJson;
import io.delega.contracts.Topic;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Reading the ledger is in the ledger: who read what with which filters is durable before the
 * answer is given. The same reader with the same filters counts once a minute (by default), because
 * a page that refreshes itself would otherwise drown what it shows; where in the result it reads
 * does not matter.
 */
@ApplicationScoped
public class ReadTrail {
  private static final int MOST_REMEMBERED = 10_000;
  private static final long PATIENCE_SECONDS = 5;

  private final AuditConfig config;
  private final Clock clock;
  private final Map<Reading, Instant> recent = new ConcurrentHashMap<>();
  private KafkaProducer<String, byte[]> producer;

  ReadTrail(AuditConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  private record Reading(String agency, Actor reader, AskedFor asked) {}

  @PostConstruct
  void open() {
    producer = FactProducer.open(config);
  }

  void close(@Observes ShutdownEvent event) {
    if (producer != null) {
      producer.close(Duration.ofSeconds(1));
    }
  }

  /** Records a read of {@code entries} entries; 503 {@code audit_unavailable} when it cannot. */
  public void read(String agency, Actor reader, Map<String, String> filters, int entries) {
    AskedFor asked = AskedFor.of(filters);
    Reading reading = new Reading(agency, reader, asked.toTheMinute());
    Instant now = clock.instant();
    Instant before = recent.get(reading);
    if (before != null && before.plus(config.readsCoalesced()).isAfter(now)) {
      return;
    }
    tell(agency, reader, new AuditEvent.AuditRead(asked.open(), entries, asked.personal()));
    if (recent.size() >= MOST_REMEMBERED) {
      recent.clear();
    }
    recent.put(reading, now);
  }

  /** Records an export, every time. */
  public void exported(String agency, Actor reader, String format, Map<String, String> filters) {
    AskedFor asked = AskedFor.of(filters);
    tell(agency, reader, new AuditEvent.AuditExported(format, asked.open(), asked.personal()));
  }

  private void tell(String agency, Actor reader, AuditEvent fact) {
    Event<?> event = Event.of("audit", "audit/" + agency, agency, reader, 0, fact, clock);
    try {
      producer
          .send(
              new ProducerRecord<>(
                  Topic.AUDIT_EVENTS.topicName(), event.subject(), EventJson.write(event)))
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw unavailable();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable();
    }
  }

  private static ProblemException unavailable() {
    return new ProblemException(
            503, "audit_unavailable", "The read could not be recorded, so nothing is shown.")
        .header("Retry-After", "2");
  }
}
