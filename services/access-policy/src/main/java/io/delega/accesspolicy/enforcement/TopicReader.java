package io.delega.accesspolicy.enforcement;

import io.delega.contracts.Topic;
import io.delega.kafka.KafkaAccess;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;

/**
 * Reads all of a topic from its beginning, read committed, in no group, on a thread of its own, and
 * begins anew after a failure.
 */
final class TopicReader implements Runnable {
  private static final Logger LOG = Logger.getLogger(TopicReader.class);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration ASK = Duration.ofSeconds(5);
  private static final Duration LOOK_FOR_PARTITIONS = Duration.ofSeconds(10);
  private static final Duration BACK_OFF = Duration.ofMillis(500);

  private final String bootstrapServers;
  private final Topic topic;
  private final Consumer<ConsumerRecord<String, byte[]>> each;
  private final Runnable afterPoll;
  private final Thread thread;
  private volatile boolean running = true;
  private volatile Map<Integer, Long> positions = Map.of();

  /**
   * @param afterPoll runs after every poll, whether it brought records or not, and after failures
   */
  TopicReader(
      String bootstrapServers,
      Topic topic,
      Consumer<ConsumerRecord<String, byte[]>> each,
      Runnable afterPoll) {
    this.bootstrapServers = bootstrapServers;
    this.topic = topic;
    this.each = each;
    this.afterPoll = afterPoll;
    thread = new Thread(this, "read-" + topic.topicName());
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  void close() throws InterruptedException {
    running = false;
    thread.join(ASK.toMillis());
  }

  /** Per partition, the position up to which every record has been handed out. */
  Map<Integer, Long> positions() {
    return positions;
  }

  @Override
  public void run() {
    while (running) {
      try (KafkaConsumer<String, byte[]> consumer = open()) {
        read(consumer);
      } catch (KafkaException | IllegalStateException e) {
        LOG.warnf("%s cannot be read now: %s", topic.topicName(), e.getMessage());
        afterPoll.run();
        pause();
      }
    }
  }

  private void read(KafkaConsumer<String, byte[]> consumer) {
    long lookAt = System.nanoTime();
    while (running) {
      if (System.nanoTime() - lookAt >= 0) {
        assign(consumer);
        lookAt = System.nanoTime() + LOOK_FOR_PARTITIONS.toNanos();
      }
      consumer.poll(POLL).forEach(each);
      Map<Integer, Long> reached = new HashMap<>();
      for (TopicPartition partition : consumer.assignment()) {
        reached.put(partition.partition(), consumer.position(partition, ASK));
      }
      positions = Map.copyOf(reached);
      afterPoll.run();
    }
  }

  private void assign(KafkaConsumer<String, byte[]> consumer) {
    Set<TopicPartition> all = new HashSet<>();
    consumer
        .partitionsFor(topic.topicName(), ASK)
        .forEach(p -> all.add(new TopicPartition(p.topic(), p.partition())));
    Collection<TopicPartition> fresh = new HashSet<>(all);
    fresh.removeAll(consumer.assignment());
    if (!fresh.isEmpty()) {
      consumer.assign(all);
      consumer.seekToBeginning(fresh);
    }
  }

  private KafkaConsumer<String, byte[]> open() {
    return new KafkaConsumer<>(
        KafkaAccess.with(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.CLIENT_ID_CONFIG,
                "access-policy-" + topic.topicName(),
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                500)),
        new StringDeserializer(),
        new ByteArrayDeserializer());
  }

  private void pause() {
    try {
      Thread.sleep(BACK_OFF.toMillis());
    } catch (InterruptedException e) {
      running = false;
      Thread.currentThread().interrupt();
    }
  }
}
