package io.delega.audit;

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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/**
 * Facts of audit itself: stored with the change they tell of, sent until they are acknowledged.
 * Sent twice, one is still one entry.
 */
@ApplicationScoped
public class OwnFacts {
  private static final int AT_ONCE = 100;

  private final AuditConfig config;
  private final DataSource database;
  private KafkaProducer<String, byte[]> producer;

  OwnFacts(AuditConfig config, DataSource database) {
    this.config = config;
    this.database = database;
  }

  @PostConstruct
  void open() {
    producer = FactProducer.open(config);
  }

  void close(@Observes ShutdownEvent event) {
    if (producer != null) {
      producer.close(Duration.ofSeconds(1));
    }
  }

  /** Stores one, in the transaction of what it tells of. */
  public void add(Connection connection, Event<?> event) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO own_fact (key, event) VALUES (?, ?)")) {
      insert.setString(1, event.partitionKey());
      insert.setBytes(2, EventJson.write(event));
      insert.executeUpdate();
    }
  }

  private record Stored(long position, String key, byte[] event) {}

  /** Sends those that wait. */
  public void send() throws SQLException, InterruptedException {
    try (Connection connection = database.getConnection()) {
      List<Stored> waiting = waiting(connection);
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (Stored one : waiting) {
        sent.add(
            producer.send(
                new ProducerRecord<>(Topic.AUDIT_EVENTS.topicName(), one.key(), one.event())));
      }
      for (int i = 0; i < sent.size(); i++) {
        sent.get(i).get();
        delete(connection, waiting.get(i).position());
      }
    } catch (ExecutionException e) {
      throw new KafkaException("facts of audit cannot be sent now", e.getCause());
    }
  }

  private static List<Stored> waiting(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT position, key, event FROM own_fact ORDER BY position LIMIT " + AT_ONCE);
        ResultSet found = select.executeQuery()) {
      List<Stored> waiting = new ArrayList<>();
      while (found.next()) {
        waiting.add(new Stored(found.getLong(1), found.getString(2), found.getBytes(3)));
      }
      return waiting;
    }
  }

  private static void delete(Connection connection, long position) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM own_fact WHERE position = ?")) {
      delete.setLong(1, position);
      delete.executeUpdate();
    }
  }
}
