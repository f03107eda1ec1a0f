package io.delega.outbox;

import java.time.Duration;

/** Settings of a relay that a test runs by itself. */
record RelaySettings(
    String service,
    boolean enabled,
    Duration pollInterval,
    Duration lease,
    int batchSize,
    Duration keepSent,
    Duration backOff,
    String bootstrapServers)
    implements OutboxConfig {
  static RelaySettings of(String service, String bootstrapServers) {
    return new RelaySettings(
        service,
        true,
        Duration.ofMillis(50),
        Duration.ofMinutes(5),
        500,
        Duration.ofHours(1),
        Duration.ofMillis(100),
        bootstrapServers);
  }

  RelaySettings withLease(Duration other) {
    return new RelaySettings(
        service, enabled, pollInterval, other, batchSize, keepSent, backOff, bootstrapServers);
  }

  RelaySettings withBatchSize(int other) {
    return new RelaySettings(
        service, enabled, pollInterval, lease, other, keepSent, backOff, bootstrapServers);
  }
}
