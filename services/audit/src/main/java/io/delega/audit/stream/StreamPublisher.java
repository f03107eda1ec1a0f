package io.delega.audit.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delega.audit.AuditConfig;
import io.delega.audit.ledger.Owner;
import io.delega.contracts.EventJson;
import io.delega.contracts.Topic;
import io.delega.kafka.KafkaAccess;
import io.delega.keys.WrappedKey;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jboss.logging.Logger;

/**
 * Publishes the ledger as a topic, in leaf order, without personal fields. One replica at a time
 * holds the cursor's lease; the transactional id fences a former one. After a crash the last batch
 * may come again: consumers know it by its leaf indexes.
 */
@ApplicationScoped
class StreamPublisher implements Runnable {
  private static final Logger LOG = Logger.getLogger(StreamPublisher.class);
  private static final Duration LEASE = Duration.ofSeconds(5);
  private static final Duration IDLE = Duration.ofMillis(200);
  private static final int AT_ONCE = 500;
  private static final String HOLD =
      "UPDATE stream_cursor SET holder = ?, until = now() + ? * interval '1 millisecond'"
          + " WHERE id = 1 AND (holder IS NULL OR holder = ? OR until < now()) RETURNING next";
  private static final String NEXT =
      "SELECT leaf_index, agency_sequence, agency, event, leaf, type, event_id, personal,"
          + " personal_owner FROM entry"
          + " WHERE leaf_index >= ? AND leaf_index < (SELECT published_size FROM tree_head)"
          + " ORDER BY leaf_index LIMIT ?";
  private static final List<String> SEARCHED =
      List.of(
          "client", "connection", "grant", "assistant", "operation", "outcome", "reason", "callId");

  private final AuditConfig config;
  private final DataSource database;
  private final Pseudonyms pseudonyms;
  private final String holder = UUID.randomUUID().toString();
  private Thread thread;
  private KafkaProducer<String, byte[]> producer;
  private volatile boolean running = true;

  StreamPublisher(AuditConfig config, DataSource database, Pseudonyms pseudonyms) {
    this.config = config;
    this.database = database;
    this.pseudonyms = pseudonyms;
  }

  private record Leaf(long index, ProducerRecord<String, byte[]> record) {}

  void start(@Observes StartupEvent event) {
    thread = new Thread(this, "stream-publisher");
    thread.setDaemon(true);
    thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
    thread.start();
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    running = false;
    thread.join(3_000);
  }

  @Override
  public void run() {
    boolean failing = false;
    while (running) {
      try {
        if (!publish()) {
          Thread.sleep(IDLE.toMillis());
        }
        failing = false;
      } catch (SQLException | RuntimeException e) {
        if (!failing) {
          LOG.warnf("The stream cannot be published now: %s", e.getMessage());
        }
        failing = true;
        closeProducer();
        pause();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        running = false;
      }
    }
    closeProducer();
  }

  /** One batch; false when there is nothing to do here. */
  private boolean publish() throws SQLException {
    try (Connection connection = database.getConnection()) {
      long next = hold(connection);
      if (next < 0) {
        closeProducer();
        return false;
      }
      if (producer == null) {
        producer = fencing();
      }
      List<Leaf> leaves = leaves(connection, next);
      if (leaves.isEmpty()) {
        return false;
      }
      producer.beginTransaction();
      leaves.forEach(leaf -> producer.send(leaf.record()));
      producer.commitTransaction();
      advance(connection, leaves.get(leaves.size() - 1).index() + 1);
      return true;
    }
  }

  private long hold(Connection connection) throws SQLException {
    try (PreparedStatement hold = connection.prepareStatement(HOLD)) {
      hold.setString(1, holder);
      hold.setLong(2, LEASE.toMillis());
      hold.setString(3, holder);
      try (ResultSet held = hold.executeQuery()) {
        return held.next() ? held.getLong(1) : -1;
      }
    }
  }

  private List<Leaf> leaves(Connection connection, long next) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(NEXT)) {
      select.setLong(1, next);
      select.setInt(2, AT_ONCE);
      List<Sequenced> rows = new ArrayList<>();
      try (ResultSet found = select.executeQuery()) {
        while (found.next()) {
          rows.add(Sequenced.of(found));
        }
      }
      Map<Owner, WrappedKey> keys = pseudonyms.keys(connection, rows);
      return rows.stream()
          .map(row -> new Leaf(row.leafIndex(), record(row, pseudonyms.of(keys, row))))
          .toList();
    }
  }

  private static ProducerRecord<String, byte[]> record(Sequenced row, Optional<ObjectNode> names) {
    ObjectNode event = row.event();
    ObjectNode entry = EventJson.mapper().createObjectNode();
    entry.put("leafIndex", row.leafIndex());
    entry.put("agencySequence", row.agencySequence());
    for (String attribute : List.of("id", "type", "time", "agency")) {
      entry.set(attribute, event.get(attribute));
    }
    entry
        .putObject("actor")
        .put("kind", event.get("actorkind").textValue())
        .put("id", event.get("actorid").textValue());
    for (String field : SEARCHED) {
      if (event.get("data").hasNonNull(field)) {
        entry.set(field, event.get("data").get(field));
      }
    }
    entry.set("data", event.get("data"));
    names.ifPresent(found -> entry.set("pseudonyms", found));
    entry.put("commitment", Base64.getEncoder().encodeToString(row.leaf()));
    return new ProducerRecord<>(
        Topic.AUDIT_STREAM.topicName(), row.agency(), EventJson.writeBytes(entry));
  }

  private void advance(Connection connection, long next) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE stream_cursor SET next = ? WHERE id = 1 AND holder = ?")) {
      update.setLong(1, next);
      update.setString(2, holder);
      update.executeUpdate();
    }
  }

  private KafkaProducer<String, byte[]> fencing() {
    KafkaProducer<String, byte[]> opened =
        new KafkaProducer<>(
            KafkaAccess.with(
                Map.of(
                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, config.kafka(),
                    ProducerConfig.TRANSACTIONAL_ID_CONFIG, "delega-audit-stream",
                    ProducerConfig.ACKS_CONFIG, "all",
                    ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000,
                    ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000,
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000,
                    ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 15_000)),
            new StringSerializer(),
            new ByteArraySerializer());
    try {
      opened.initTransactions();
      return opened;
    } catch (KafkaException e) {
      opened.close(Duration.ofSeconds(1));
      throw e;
    }
  }

  private void closeProducer() {
    if (producer != null) {
      producer.close(Duration.ofSeconds(1));
      producer = null;
    }
  }

  private void pause() {
    try {
      Thread.sleep(500);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      running = false;
    }
  }
}
