package io.delega.accesspolicy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of access-policy. */
@ConfigMapping(prefix = "delega.access-policy")
public interface AccessPolicyConfig {
  /** The issuer of an assistant whose creation names none. */
  String issuer();

  /** Kafka's bootstrap servers. */
  String kafka();

  /** How long a caller waits for enforcement before 503 {@code enforcement_pending}. */
  @WithDefault("12s")
  Duration enforcementTimeout();

  /** How long revoked and expired grants stay in the enforced state. */
  @WithDefault("30d")
  Duration keepEnded();

  /** How long the ids of events taken in are kept; longer than Kafka keeps the events. */
  @WithDefault("30d")
  Duration keepTaken();

  /** How long a call can be explained by its id; as long as Kafka keeps its events. */
  @WithDefault("7d")
  Duration keepCalls();

  /** How long an explanation waits for the event of a call that was answered just now. */
  @WithDefault("5s")
  Duration callPatience();

  /** How often expired grants and unfinished steps are looked for. */
  @WithDefault("2s")
  Duration sweep();

  /** How long before its end a grant is announced as expiring. */
  @WithDefault("24h")
  Duration expiryNotice();

  /** For how long a client can answer a request for more, where the request does not say. */
  @WithDefault("14d")
  Duration requestLifetime();

  /** The longest time for which a request can be open. */
  @WithDefault("90d")
  Duration requestLifetimeMax();
}
