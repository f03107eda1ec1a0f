package io.delega.checks.k8s;

import io.delega.checks.Services;
import io.delega.contracts.Topic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Strimzi's topics and users as the catalogue of topics wants them. */
final class KafkaFiles {
  static final String TOPICS = "k8s/base/kafka/topics.yaml";
  static final String USERS = "k8s/base/kafka/users.yaml";

  private static final String HEAD =
      """
      # Generated from services/contracts (io.delega.contracts.Topic); k8s/README.md says how. Not to be edited.
      """;

  /** Dead letters wait for a person as long as the records that they were. */
  private static final long DEAD_LETTERS_MILLIS = 7L * 24 * 60 * 60 * 1000;

  private KafkaFiles() {}

  static String topics() {
    List<String> all = new ArrayList<>();
    for (Topic topic : Topic.values()) {
      all.add(topic(topic.topicName(), topic.partitions(), cleanup(topic)));
      all.add(topic(topic.deadLetterTopic(), 1, retention(DEAD_LETTERS_MILLIS)));
    }
    return HEAD + String.join("---\n", all);
  }

  static String users() {
    return HEAD
        + Services.ALL.stream()
            .filter(KafkaFiles::usesKafka)
            .map(KafkaFiles::user)
            .collect(Collectors.joining("---\n"));
  }

  static boolean usesKafka(String service) {
    return Arrays.stream(Topic.values())
        .anyMatch(topic -> writes(service, topic) || topic.consumers().contains(service));
  }

  /** The topic's producer; access-policy puts barriers among the acks. */
  static boolean writes(String service, Topic topic) {
    return topic.producer().equals(service)
        || (topic == Topic.ENFORCEMENT_ACKS && service.equals("access-policy"));
  }

  /**
   * Under which ids a service writes in transactions; audit publishes its stream without an outbox.
   */
  static String transactionalId(String service) {
    return service.equals("audit") ? "delega-audit-stream" : "delega-outbox-" + service;
  }

  private static String cleanup(Topic topic) {
    return topic.compacted()
        ? "    cleanup.policy: compact\n    max.compaction.lag.ms: %d\n"
            .formatted(Topic.MAX_COMPACTION_LAG.toMillis())
        : retention(topic.retention().toMillis());
  }

  private static String retention(long millis) {
    return "    cleanup.policy: delete\n    retention.ms: %d\n".formatted(millis);
  }

  private static String topic(String name, int partitions, String config) {
    return """
        apiVersion: kafka.strimzi.io/v1
        kind: KafkaTopic
        metadata:
          name: %s
          labels:
            strimzi.io/cluster: delega
        spec:
          partitions: %d
          replicas: 3
          config:
            min.insync.replicas: 2
        """
            .formatted(name, partitions)
        + config;
  }

  private static String user(String service) {
    StringBuilder acls = new StringBuilder();
    for (Topic topic : Topic.values()) {
      boolean reads = topic.consumers().contains(service);
      List<String> operations = new ArrayList<>();
      if (reads) {
        operations.add("Read");
      }
      if (writes(service, topic)) {
        operations.add("Write");
      }
      if (!operations.isEmpty()) {
        operations.add("Describe");
        acls.append(acl("topic", topic.topicName(), "literal", operations));
      }
      if (reads) {
        acls.append(acl("topic", topic.deadLetterTopic(), "literal", List.of("Write", "Describe")));
      }
    }
    // A service's consumer groups are named for it.
    acls.append(acl("group", service, "prefix", List.of("Read", "Describe")));
    acls.append(
        acl("transactionalId", transactionalId(service), "literal", List.of("Write", "Describe")));
    return """
        apiVersion: kafka.strimzi.io/v1
        kind: KafkaUser
        metadata:
          name: %s
          labels:
            strimzi.io/cluster: delega
        spec:
          authentication:
            type: tls
          authorization:
            type: simple
            acls:
        """
            .formatted(service)
        + acls;
  }

  private static String acl(String type, String name, String pattern, List<String> operations) {
    return """
              - resource:
                  type: %s
                  name: %s
                  patternType: %s
                operations: [%s]
        """
        .formatted(type, name, pattern, String.join(", ", operations));
  }
}
