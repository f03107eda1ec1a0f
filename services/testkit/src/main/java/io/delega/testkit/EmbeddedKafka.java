package io.delega.testkit;

import io.delega.contracts.Topic;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * A real Kafka broker (KRaft, one node): in this process, or in a container where a Docker engine
 * answers and no data folder is asked for.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private final KafkaBroker broker;

  private EmbeddedKafka(KafkaBroker broker) {
    this.broker = broker;
  }

  /**
   * Starts a broker on the loopback address.
   *
   * @param data where its records stay; null for a temporary folder that goes away with the broker
   * @param port zero for a free one
   * @throws IllegalStateException when it does not start
   */
  public static EmbeddedKafka start(Path data, int port) {
    return new EmbeddedKafka(
        data == null && port == 0
            ? Docker.prefer(KafkaInContainer::start, () -> LocalKafka.start(null, 0, Map.of()))
            : LocalKafka.start(data, port, Map.of()));
  }

  /**
   * Starts a broker in this process that some of its clients reach by a {@link TcpForwarder}.
   *
   * @param data where its records stay
   * @param detours further listeners by their port, each with the port that its clients are told
   */
  public static EmbeddedKafka start(Path data, int port, Map<Integer, Integer> detours) {
    return new EmbeddedKafka(LocalKafka.start(data, port, detours));
  }

  /** One that runs elsewhere in this JVM; closing it does nothing. */
  static EmbeddedKafka attached(String bootstrapServers) {
    return new EmbeddedKafka(new Running(bootstrapServers));
  }

  private record Running(String bootstrapServers) implements KafkaBroker {
    @Override
    public void close() {}
  }

  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** Makes these topics and their dead-letter topics, as the catalogue of topics says. */
  public void createTopics(Topic... topics) {
    createTopics(bootstrapServers(), topics);
  }

  /** The same at any broker with one node; a topic that is there stays as it is. */
  public static void createTopics(String bootstrapServers, Topic... topics) {
    List<NewTopic> wanted = new ArrayList<>();
    for (Topic topic : topics) {
      wanted.add(topic(topic));
      wanted.add(new NewTopic(topic.deadLetterTopic(), 1, (short) 1));
    }
    try (Admin admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
      Set<String> known = admin.listTopics().names().get();
      wanted.removeIf(topic -> known.contains(topic.name()));
      admin.createTopics(wanted).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new IllegalStateException("the topics cannot be created", e.getCause());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static NewTopic topic(Topic topic) {
    Map<String, String> settings = new HashMap<>();
    if (topic.compacted()) {
      settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
      settings.put(
          TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG,
          Long.toString(Topic.MAX_COMPACTION_LAG.toMillis()));
    } else {
      settings.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(topic.retention().toMillis()));
    }
    return new NewTopic(topic.topicName(), topic.partitions(), (short) 1).configs(settings);
  }

  @Override
  public void close() {
    broker.close();
  }
}
