package io.delega.contracts;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.util.Map;

/**
 * A record of {@code delega.enforcement.acks.v1}. Enforcement points write heartbeats, applied
 * positions and a goodbye, keyed by incarnation; access-policy writes barriers to every partition.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = EnforcementAck.Heartbeat.class, name = "heartbeat"),
  @JsonSubTypes.Type(value = EnforcementAck.Applied.class, name = "applied"),
  @JsonSubTypes.Type(value = EnforcementAck.Goodbye.class, name = "goodbye"),
  @JsonSubTypes.Type(value = EnforcementAck.Barrier.class, name = "barrier")
})
public sealed interface EnforcementAck {

  /** L: how long a heartbeat can admit calls, from the local time taken before it was sent. */
  Duration LEASE = Duration.ofSeconds(4);

  /**
   * Added to L before an incarnation is given up. Covers clocks that differ in rate by up to 10 %:
   * 2·0.1·L/(1−0.1) is 0.89 s.
   */
  Duration MARGIN = Duration.ofSeconds(1);

  /** How often an incarnation sends a heartbeat. */
  Duration HEARTBEAT_INTERVAL = Duration.ofSeconds(1);

  /** {@code sequence} rises per incarnation. */
  record Heartbeat(String incarnation, long sequence) implements EnforcementAck {}

  /** {@code positions}: per partition of the state topic the consumer position applied so far. */
  record Applied(String incarnation, Map<Integer, Long> positions) implements EnforcementAck {}

  /** The last record of an incarnation: admission ended, lease dropped, calls finished or cut. */
  record Goodbye(String incarnation) implements EnforcementAck {}

  /** Marks a point of a partition; {@code id} is the barrier's own. */
  record Barrier(String id) implements EnforcementAck {}
}
