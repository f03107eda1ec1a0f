package io.delega.audit.ingest;

import io.delega.audit.ledger.Fact;
import io.delega.tracing.Detail;
import io.delega.tracing.Trace;
import io.delega.tracing.Traces;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Ends the traces of facts at their leaves. A batch ends a bounded number of them, so that tracing
 * everything does not slow the ledger down; the facts themselves are all taken in.
 */
@ApplicationScoped
class LeafTraces {
  /** Most spans of one batch. */
  static final int MOST = 64;

  private final Traces traces;
  private final DataSource database;

  LeafTraces(Traces traces, DataSource database) {
    this.traces = traces;
    this.database = database;
  }

  /** Those of a batch that is about to be taken in; on the ingest's thread. */
  Batch batch() {
    return new Batch();
  }

  /** The traces of one batch. */
  final class Batch {
    /** By the fact's id. */
    final Map<String, Trace> spans = new HashMap<>();

    /** Begins the span of a fact whose writer was traced, while there is room. */
    void saw(Fact fact, ConsumerRecord<String, byte[]> record) {
      Header header = traces.on() ? record.headers().lastHeader(Traces.HEADER) : null;
      if (header == null || spans.size() >= MOST || spans.containsKey(fact.id())) {
        return;
      }
      Trace span =
          traces
              .take("leaf appended", new String(header.value(), StandardCharsets.US_ASCII))
              .with(Detail.EVENT, fact.type());
      if (span.recorded()) {
        spans.put(fact.id(), span);
      }
    }

    /** The batch is in the ledger. */
    void appended() throws SQLException {
      if (spans.isEmpty()) {
        return;
      }
      try (Connection connection = database.getConnection();
          PreparedStatement select =
              connection.prepareStatement(
                  "SELECT event_id, leaf_index FROM entry WHERE event_id = ANY (?)")) {
        select.setArray(1, connection.createArrayOf("text", spans.keySet().toArray()));
        try (ResultSet found = select.executeQuery()) {
          while (found.next()) {
            spans.get(found.getString(1)).with(Detail.LEAF, found.getLong(2)).end();
          }
        }
      }
    }
  }
}
