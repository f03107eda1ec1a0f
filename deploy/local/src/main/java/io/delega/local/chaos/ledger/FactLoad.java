package io.delega.local.chaos.ledger;

import io.delega.contracts.AccessEvent;
import io.delega.contracts.Actor;
import io.delega.contracts.AuditEvent;
import io.delega.contracts.ConnectEvent;
import io.delega.contracts.Event;
import io.delega.contracts.EventData;
import io.delega.contracts.EventJson;
import io.delega.contracts.Ids;
import io.delega.contracts.Topic;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Facts of one agency on three topics, without end, some of them sent twice as after a crash of who
 * sends. It outlives Kafka: a record is sent until it is acknowledged.
 */
final class FactLoad implements AutoCloseable {
  private static final long PAUSE_MILLIS = 20;
  private static final int AT_ONCE = 8;
  private static final int CLIENTS = 20;
  private static final int ONE_IN_TWICE = 20;

  /** Held here: a logger that nobody holds forgets its level. */
  private static final Logger KAFKA_LOG = Logger.getLogger("org.apache.kafka");

  private final String agency;
  private final Random random;
  private final Clock clock = Clock.systemUTC();
  private final KafkaProducer<String, byte[]> producer;
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final Thread thread = new Thread(this::send, "facts");
  private volatile boolean running = true;
  private volatile Exception failure;

  FactLoad(String kafka, String agency, Random random) {
    // That Kafka is away is what is tried here.
    KAFKA_LOG.setLevel(Level.SEVERE);
    this.agency = agency;
    this.random = random;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                kafka,
                "acks",
                "all",
                "delivery.timeout.ms",
                600_000,
                "max.block.ms",
                300_000,
                "buffer.memory",
                64 * 1024 * 1024),
            new StringSerializer(),
            new ByteArraySerializer());
    thread.start();
  }

  /** The event ids that Kafka has acknowledged so far. */
  Set<String> acknowledged() {
    return Set.copyOf(acknowledged);
  }

  /** Sends no more; returns once everything is acknowledged. */
  Set<String> stop() throws InterruptedException {
    running = false;
    thread.join();
    producer.flush();
    if (failure != null) {
      throw new IllegalStateException("facts could not be sent", failure);
    }
    return acknowledged();
  }

  private void send() {
    try {
      for (long number = 0; running; number++) {
        for (int i = 0; i < AT_ONCE; i++) {
          sendOne(number * AT_ONCE + i);
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  private void sendOne(long number) {
    String client = "cli_chaos" + number % CLIENTS;
    switch ((int) (number % 3)) {
      case 0 ->
          send(
              Topic.CONNECT_EVENTS,
              client,
              new ConnectEvent.ClientUpdated(
                  client, "en", new ConnectEvent.Person("Demo " + number, null, null)));
      case 1 -> send(Topic.ACCESS_EVENTS, "ast_chaos", denied(client));
      default ->
          send(
              Topic.AUDIT_EVENTS,
              "audit/chaos",
              new AuditEvent.AuditRead(
                  Map.of("type", "call.decided"),
                  1,
                  new AuditEvent.Asked(Map.of("q", "somebody@example.test"))));
    }
  }

  private AccessEvent.CallDecided denied(String client) {
    return new AccessEvent.CallDecided(
        Ids.next(Ids.CALL, clock),
        "con_chaos" + client,
        client,
        "recorder",
        "ast_chaos",
        null,
        "items.read",
        "GET",
        "denied",
        "no_grant",
        1,
        "inc_chaos",
        new AccessEvent.Target("/items/1", Map.of("item", List.of("1"))),
        null);
  }

  private <T extends EventData> void send(Topic topic, String subject, T data) {
    Event<T> event = Event.of("chaos", subject, agency, Actor.service("chaos"), 0, data, clock);
    byte[] value = EventJson.write(event);
    int times = random.nextInt(ONE_IN_TWICE) == 0 ? 2 : 1;
    for (int i = 0; i < times; i++) {
      var unused =
          producer.send(
              new ProducerRecord<>(topic.topicName(), event.partitionKey(), value),
              (metadata, error) -> {
                if (error == null) {
                  acknowledged.add(event.id());
                } else {
                  failure = error;
                }
              });
    }
  }

  @Override
  public void close() {
    running = false;
    producer.close(Duration.ofSeconds(5));
  }
}
