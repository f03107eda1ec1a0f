package io.delega.audit.ledger;

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
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jboss.logging.Logger;

/**
 * What is left to do of an erasure once the key is destroyed, a piece at a time so that taking
 * facts in never waits long for it: clears what the key sealed and the digests' salts, then tells
 * that it is done. The event has the id that was stored with the erasure: sent twice, it is one
 * entry.
 */
@ApplicationScoped
public class ErasureWork {
  private static final Logger LOG = Logger.getLogger(ErasureWork.class);
  private static final int PIECE = 2_000;
  private static final long TELL_AGAIN_NANOS = Duration.ofSeconds(10).toNanos();

  private final AuditConfig config;
  private final DataSource database;
  private final Clock clock;
  private KafkaProducer<String, byte[]> producer;
  private long tellAt = System.nanoTime();

  ErasureWork(AuditConfig config, DataSource database, Clock clock) {
    this.config = config;
    this.database = database;
    this.clock = clock;
  }

  private record Open(String agency, String owner, String event, Actor actor, boolean cleared) {}

  @PostConstruct
  void open() {
    producer = FactProducer.open(config);
  }

  void close(@Observes ShutdownEvent event) {
    if (producer != null) {
      producer.close(Duration.ofSeconds(1));
    }
  }

  /** Does the next piece, if there is one. */
  public void goOn() throws SQLException {
    try (Connection connection = database.getConnection()) {
      Optional<Open> next = next(connection);
      if (next.isEmpty()) {
        return;
      }
      if (!next.get().cleared()) {
        clear(connection, next.get());
        tellAt = System.nanoTime();
      } else if (System.nanoTime() - tellAt >= 0) {
        tell(next.get());
        tellAt = System.nanoTime() + TELL_AGAIN_NANOS;
      }
    }
  }

  private static Optional<Open> next(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT agency, owner, event_id, actor_kind, actor_id, cleared FROM erasure"
                    + " WHERE NOT logged ORDER BY cleared, at LIMIT 1");
        ResultSet found = select.executeQuery()) {
      return found.next()
          ? Optional.of(
              new Open(
                  found.getString(1),
                  found.getString(2),
                  found.getString(3),
                  new Actor(found.getString(4), found.getString(5)),
                  found.getBoolean(6)))
          : Optional.empty();
    }
  }

  private static void clear(Connection connection, Open open) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE entry SET personal = NULL, digest_salt = NULL WHERE leaf_index IN"
                + " (SELECT leaf_index FROM entry WHERE agency = ? AND personal_owner = ?"
                + " AND personal IS NOT NULL LIMIT "
                + PIECE
                + ")")) {
      update.setString(1, open.agency());
      update.setString(2, open.owner());
      if (update.executeUpdate() == PIECE) {
        return;
      }
    }
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE erasure SET cleared = true WHERE agency = ? AND owner = ?")) {
      update.setString(1, open.agency());
      update.setString(2, open.owner());
      update.executeUpdate();
    }
  }

  private void tell(Open open) {
    Event<?> event =
        Event.of(
                "audit",
                "audit/" + open.agency(),
                open.agency(),
                open.actor(),
                0,
                new AuditEvent.AuditErased(open.owner()),
                clock)
            .withId(open.event());
    var unused =
        producer.send(
            new ProducerRecord<>(
                Topic.AUDIT_EVENTS.topicName(), event.subject(), EventJson.write(event)),
            (stored, failure) -> {
              if (failure != null) {
                LOG.warnf("%s cannot be told now: %s", event.id(), failure.getMessage());
              }
            });
  }
}
