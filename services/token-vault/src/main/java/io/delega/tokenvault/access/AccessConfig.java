package io.delega.tokenvault.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What an operator can set of the record of calls. */
@ConfigMapping(prefix = "delega.access")
public interface AccessConfig {
  /** Kafka's bootstrap servers. */
  @WithDefault("${delega.kafka}")
  String kafka();

  /** The longest a call waits for its decision to be durable before it is refused. */
  @WithDefault("3s")
  Duration patience();

  /** How long one try to write a call's outcome lasts; it is tried until it is written. */
  @WithDefault("2m")
  Duration outcomePatience();

  /** Denials of one assistant in one minute that are recorded one by one. */
  @WithDefault("100")
  int denialsPerMinute();

  /** An incarnation without a heartbeat for so many leases is dead, and its calls are closed. */
  @WithDefault("3")
  int deadAfterLeases();

  /** A call without an outcome for so long is closed even while its incarnation lives. */
  @WithDefault("2h")
  Duration longestOpen();
}
