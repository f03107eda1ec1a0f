package io.delega.contracts;

import java.time.Duration;
import java.util.Set;

/**
 * The one catalogue of topics. Deployments create topics from it; tests check channels against it.
 */
public enum Topic {
  CONNECT_EVENTS(
      "delega.connect.events.v1",
      3,
      Duration.ofDays(7),
      false,
      "connect",
      Set.of("access-policy", "audit")),
  VAULT_EVENTS(
      "delega.vault.events.v1",
      3,
      Duration.ofDays(7),
      false,
      "token-vault",
      Set.of("connect", "audit")),
  POLICY_EVENTS(
      "delega.policy.events.v1",
      3,
      Duration.ofDays(7),
      false,
      "access-policy",
      Set.of("connect", "audit")),
  ACCESS_EVENTS(
      "delega.access.events.v1",
      6,
      Duration.ofDays(7),
      false,
      "token-vault",
      Set.of("token-vault", "audit", "access-policy")),
  ENFORCEMENT_STATE(
      "delega.enforcement.state.v1",
      3,
      Duration.ZERO,
      true,
      "access-policy",
      Set.of("token-vault", "access-policy")),
  ENFORCEMENT_ACKS(
      "delega.enforcement.acks.v1",
      1,
      Duration.ofHours(1),
      false,
      "token-vault",
      Set.of("access-policy", "token-vault")),
  AUDIT_EVENTS("delega.audit.events.v1", 3, Duration.ofDays(7), false, "audit", Set.of("audit")),
  AUDIT_STREAM(
      "delega.audit.stream.v1", 3, Duration.ofDays(30), false, "audit", Set.of("monitoring")),
  ALERTS("delega.alerts.v1", 3, Duration.ofDays(7), false, "monitoring", Set.of("audit"));

  /** A compacted topic's longest time before an overwritten record is gone. */
  public static final Duration MAX_COMPACTION_LAG = Duration.ofHours(1);

  private final String topicName;
  private final int partitions;
  private final Duration retention;
  private final boolean compacted;
  private final String producer;
  private final Set<String> consumers;

  Topic(
      String topicName,
      int partitions,
      Duration retention,
      boolean compacted,
      String producer,
      Set<String> consumers) {
    this.topicName = topicName;
    this.partitions = partitions;
    this.retention = retention;
    this.compacted = compacted;
    this.producer = producer;
    this.consumers = consumers;
  }

  /** The name in Kafka. */
  public String topicName() {
    return topicName;
  }

  /** How many partitions a new deployment starts with. */
  public int partitions() {
    return partitions;
  }

  /** How long records stay; zero for a compacted topic. */
  public Duration retention() {
    return retention;
  }

  /** Whether only the newest record per key is kept. */
  public boolean compacted() {
    return compacted;
  }

  /** The one service that writes it (access-policy also writes barriers to the acks). */
  public String producer() {
    return producer;
  }

  /** The services that read it. */
  public Set<String> consumers() {
    return consumers;
  }

  /** Where a consumer puts what it could not process. */
  public String deadLetterTopic() {
    return topicName + ".dlq";
  }
}
