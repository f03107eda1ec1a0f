package io.delega.accesspolicy;

import io.delega.contracts.EnforcementAck;
import io.delega.contracts.EventJson;
import io.delega.contracts.Ids;
import io.delega.contracts.Topic;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** What a token-vault replica says on the acks topic, and nothing else of it. */
final class EnforcementPoint implements AutoCloseable, Runnable {
  private final String incarnation = Ids.next(Ids.INCARNATION, Clock.systemUTC());
  private final KafkaConsumer<String, byte[]> states = Wire.consumer();
  private final KafkaProducer<String, byte[]> acks = Wire.producer();
  private final Thread thread = new Thread(this, "enforcement-point");
  private volatile boolean running = true;
  private volatile boolean frozen;
  private volatile boolean stuck;

  static EnforcementPoint start() {
    EnforcementPoint point = new EnforcementPoint();
    point.thread.start();
    return point;
  }

  /** As SIGSTOP does: it says nothing any more. */
  void freeze() {
    frozen = true;
  }

  /** It goes on beating and applies nothing, until released. */
  void hold(boolean held) {
    stuck = held;
  }

  @Override
  public void run() {
    List<TopicPartition> all =
        states.partitionsFor(Topic.ENFORCEMENT_STATE.topicName()).stream()
            .map(p -> new TopicPartition(p.topic(), p.partition()))
            .toList();
    states.assign(all);
    states.seekToBeginning(all);
    for (long sequence = 1; running; sequence++) {
      states.poll(Duration.ofMillis(50));
      if (frozen) {
        continue;
      }
      if (sequence % 5 == 1) {
        say(new EnforcementAck.Heartbeat(incarnation, sequence));
      }
      if (!stuck) {
        say(
            new EnforcementAck.Applied(
                incarnation,
                all.stream().collect(Collectors.toMap(p -> p.partition(), states::position))));
      }
    }
  }

  private void say(EnforcementAck ack) {
    var unused =
        acks.send(
            new ProducerRecord<>(
                Topic.ENFORCEMENT_ACKS.topicName(), incarnation, EventJson.writeBytes(ack)));
  }

  /** Says goodbye, which a frozen one does not. */
  @Override
  public void close() {
    running = false;
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!frozen) {
      say(new EnforcementAck.Goodbye(incarnation));
    }
    acks.close();
    states.close();
  }
}
