package io.delega.accesspolicy;

import static io.restassured.RestAssured.given;

import io.delega.contracts.AccessRequest;
import io.delega.contracts.Actor;
import io.delega.contracts.ConnectEvent;
import io.delega.contracts.EnforcementState;
import io.delega.contracts.Event;
import io.delega.contracts.EventData;
import io.delega.contracts.EventJson;
import io.delega.contracts.Ids;
import io.delega.contracts.Topic;
import io.delega.testkit.DelegaResource;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What goes in and out of the service besides answers. */
final class Wire {
  private Wire() {}

  static RequestSpecification as(String client) {
    return withToken(DelegaResource.issuer().token(client));
  }

  static RequestSpecification withToken(String token) {
    return given().auth().oauth2(token).contentType(ContentType.JSON);
  }

  static String id(String kind) {
    return Ids.next(kind, Clock.systemUTC());
  }

  /** connect's word that a client connected an account and agreed to this. */
  static Event<EventData> established(String connection, String client, AccessRequest... access) {
    return established(connection, client, "sandbox", null, access);
  }

  static Event<EventData> established(
      String connection, String client, String provider, Long definition, AccessRequest... access) {
    return Event.of(
        "connect",
        connection,
        "agency-a",
        new Actor(Actor.CLIENT, client),
        1,
        new ConnectEvent.ConnectionEstablished(
            connection,
            client,
            provider,
            "int_1",
            id(Ids.SESSION),
            new ConnectEvent.Consent("account", List.of(access)),
            definition),
        Clock.systemUTC());
  }

  static Event<EventData> revoked(String connection, String client) {
    return Event.of(
        "connect",
        connection,
        "agency-a",
        new Actor(Actor.CLIENT, client),
        2,
        new ConnectEvent.ConnectionRevoked(connection, client, "revoked_by_client"),
        Clock.systemUTC());
  }

  static void send(Event<?> event) {
    send(event.subject(), EventJson.write(event));
  }

  static void send(String key, byte[] value) {
    send(Topic.CONNECT_EVENTS, key, value);
  }

  static void send(Topic topic, String key, byte[] value) {
    try (KafkaProducer<String, byte[]> producer = producer()) {
      var unused = producer.send(new ProducerRecord<>(topic.topicName(), key, value));
    }
  }

  /** token-vault's word about a call. */
  static void sendCall(Event<?> event) {
    send(Topic.ACCESS_EVENTS, event.partitionKey(), EventJson.write(event));
  }

  /** All policy events so far that concern the connection. */
  static List<Event<EventData>> policyEvents(String connection) {
    List<Event<EventData>> found = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : all(Topic.POLICY_EVENTS.topicName())) {
      Event<EventData> event = EventJson.read(record.value());
      if (EventJson.toTree(event).toString().contains(connection)) {
        found.add(event);
      }
    }
    return found;
  }

  static List<String> policyEventTypes(String connection) {
    return policyEvents(connection).stream().map(Event::type).sorted().toList();
  }

  /** The latest record under a key of the enforced state. */
  static EnforcementState state(String key) {
    EnforcementState latest = null;
    for (ConsumerRecord<String, byte[]> record : all(Topic.ENFORCEMENT_STATE.topicName())) {
      if (key.equals(record.key())) {
        try {
          latest = EventJson.mapper().readValue(record.value(), EnforcementState.class);
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
      }
    }
    return latest;
  }

  /** Everything in a topic. */
  static List<ConsumerRecord<String, byte[]>> all(String topic) {
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer = consumer()) {
      List<TopicPartition> all =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      while (all.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }

  static KafkaConsumer<String, byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            DelegaResource.kafka().bootstrapServers(),
            ConsumerConfig.GROUP_ID_CONFIG,
            UUID.randomUUID().toString(),
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest"),
        new StringDeserializer(),
        new ByteArrayDeserializer());
  }

  static KafkaProducer<String, byte[]> producer() {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            DelegaResource.kafka().bootstrapServers(),
            ProducerConfig.ACKS_CONFIG,
            "all"),
        new StringSerializer(),
        new ByteArraySerializer());
  }
}
