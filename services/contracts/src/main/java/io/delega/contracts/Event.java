package io.delega.contracts;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A fact, as a CloudEvents 1.0 event.
 *
 * @param id unique, {@code evt_…}; a redelivered event keeps it
 * @param source {@code /delega/<service>}
 * @param subject the aggregate's id; also the record's key, unless {@link #partitionKey} differs
 * @param time when it was emitted, to the millisecond, UTC
 * @param agency the tenant it belongs to
 * @param actor who caused it
 * @param sequence the aggregate's version, rising; 0 where the aggregate has none
 * @param data the payload
 */
public record Event<T extends EventData>(
    String id,
    String source,
    String subject,
    Instant time,
    String agency,
    Actor actor,
    long sequence,
    T data) {

  /** A new event of {@code service} about {@code subject}, stamped now. */
  public static <T extends EventData> Event<T> of(
      String service,
      String subject,
      String agency,
      Actor actor,
      long sequence,
      T data,
      Clock clock) {
    return new Event<>(
        Ids.next(Ids.EVENT, clock),
        "/delega/" + service,
        subject,
        clock.instant().truncatedTo(ChronoUnit.MILLIS),
        agency,
        actor,
        sequence,
        data);
  }

  /** The same event under another id. */
  public Event<T> withId(String newId) {
    return new Event<>(newId, source, subject, time, agency, actor, sequence, data);
  }

  /** The CloudEvents type, such as {@code grant.revoked}. */
  public String type() {
    return EventTypes.nameOf(data.getClass());
  }

  /** The record's key and its {@code partitionkey} (CloudEvents partitioning extension). */
  public String partitionKey() {
    return data.partitionKey(subject);
  }

  /** The id that every report of a call's outcome carries, so that the first one stands. */
  public static String completionId(String callId) {
    return Ids.EVENT + "_" + callId.substring(callId.indexOf('_') + 1) + "c";
  }
}
