package io.delega.tokenvault.enforcement;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What an operator can set of enforcement. The lease itself is a constant of the contract. */
@ConfigMapping(prefix = "delega.enforcement")
public interface EnforcementConfig {
  /** Kafka's bootstrap servers. */
  @WithDefault("${delega.kafka}")
  String kafka();

  /** How long calls in flight may go on when the process is asked to stop. */
  @WithDefault("5s")
  Duration drain();
}
