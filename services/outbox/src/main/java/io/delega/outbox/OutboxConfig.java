package io.delega.outbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;

/** Settings of the outbox and its relay. */
@ConfigMapping(prefix = "delega.outbox")
public interface OutboxConfig {
  /** The service's name; part of the producer's transactional id. */
  String service();

  /** Whether this process may relay; off only where another replica of the service does. */
  @WithDefault("true")
  boolean enabled();

  /** How long the relay waits for a wake-up before it looks by itself. At most 250 ms. */
  @WithDefault("100ms")
  Duration pollInterval();

  /** How long a leader stays leader without renewing. */
  @WithDefault("5s")
  Duration lease();

  /** Most rows sent in one Kafka transaction. */
  @WithDefault("500")
  int batchSize();

  /** How long a sent row is kept. */
  @WithDefault("1h")
  Duration keepSent();

  /** How long the relay waits after a failure before it tries again. */
  @WithDefault("500ms")
  Duration backOff();

  /** Kafka's bootstrap servers. */
  @WithName("bootstrap-servers")
  @WithDefault("${kafka.bootstrap.servers}")
  String bootstrapServers();
}
