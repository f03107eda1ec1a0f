package io.delega.outbox;

import io.delega.contracts.Event;
import io.delega.contracts.EventJson;
import io.delega.contracts.Topic;
import io.delega.tracing.Traces;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.hibernate.FlushMode;

/** Where a service puts the facts it is about to make true. */
@ApplicationScoped
public class Outbox {
  /**
   * The biggest value that is taken. Kafka refuses records of more than a mebibyte, key and headers
   * included; such a row could never be sent, and nothing behind it either.
   */
  public static final int MOST_BYTES = 1_000_000;

  /** One row; wakes the relay once the transaction commits. */
  private static final String NOTIFY = "pg_notify('delega_outbox', '')";

  private static final String INSERT =
      "INSERT INTO outbox (topic, record_key, traceparent, record_value)"
          + " SELECT ?1, ?2, nullif(?3, ''), ?4 FROM "
          + NOTIFY;
  private static final String INSERT_TOMBSTONE =
      "INSERT INTO outbox (topic, record_key, traceparent) SELECT ?1, ?2, nullif(?3, '') FROM "
          + NOTIFY;

  /**
   * Writes an event in the caller's Hibernate Reactive transaction; it is sent once that commits,
   * and never when it does not, with the caller's place in a trace. The record's key is the event's
   * subject, so the caller must have locked that aggregate for its events to keep their order.
   */
  public Uni<Void> append(Topic topic, Event<?> event) {
    return append(topic, event.subject(), EventJson.write(event));
  }

  /**
   * Writes a record with its own key; a null value is a tombstone. Otherwise as for an event. A
   * value of more than {@link #MOST_BYTES} fails, and the caller's transaction with it.
   */
  public Uni<Void> append(Topic topic, String key, byte[] value) {
    if (value != null && value.length > MOST_BYTES) {
      return Uni.createFrom()
          .failure(
              new IllegalArgumentException(
                  "a record of " + value.length + " bytes is too big for " + topic.topicName()));
    }
    String traceparent = Traces.here();
    return Panache.getSession()
        .flatMap(
            session -> {
              var insert =
                  session
                      .createNativeQuery(value == null ? INSERT_TOMBSTONE : INSERT)
                      .setParameter(1, topic.topicName())
                      .setParameter(2, key)
                      .setParameter(3, traceparent == null ? "" : traceparent);
              if (value != null) {
                insert.setParameter(4, value);
              }
              // What else the session holds need not be written for it.
              return insert.setFlushMode(FlushMode.MANUAL).executeUpdate();
            })
        .replaceWithVoid();
  }
}
