package io.delega.audit;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.hasSize;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delega.contracts.Actor;
import io.delega.contracts.Ids;
import io.delega.contracts.Topic;
import io.delega.ledger.NoteKey;
import io.delega.ledger.Verdict;
import io.delega.ledger.Verifier;
import io.delega.testkit.DelegaResource;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Makes events that the ledger takes in, and asks it as its readers do. */
public final class Facts {
  public static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  private Facts() {}

  public static RequestSpecification as(String client) {
    return given().auth().oauth2(DelegaResource.issuer().token(client));
  }

  public static RequestSpecification auditor() {
    return as("agency-a-auditor");
  }

  public static String client() {
    return "cli_" + UUID.randomUUID();
  }

  /** The example of a type, as a new event of an agency at this moment. */
  public static ObjectNode example(String type, String agency) {
    try (InputStream in = Facts.class.getResourceAsStream("/examples/" + type + "-1.json")) {
      ObjectNode event = (ObjectNode) JSON.readTree(in);
      event.put("id", Ids.next(Ids.EVENT, Clock.systemUTC())).put("agency", agency);
      event.put("time", Instant.now().truncatedTo(java.time.temporal.ChronoUnit.MILLIS).toString());
      return event;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A call of an assistant on a client's account. */
  public static ObjectNode call(String client, Map<String, String> fields) {
    ObjectNode event = example("call.decided", "agency-a");
    ObjectNode data = (ObjectNode) event.get("data");
    data.put("client", client).put("callId", "call_" + UUID.randomUUID());
    fields.forEach(data::put);
    return event;
  }

  /** A client with a name. */
  public static ObjectNode created(String agency, String client, String name) {
    ObjectNode event = example("client.created", agency).put("subject", client);
    event.put("actorkind", Actor.SERVICE).put("actorid", "connect");
    event.withObject("/data").put("client", client).withObject("/personal").put("name", name);
    return event;
  }

  public static void send(List<ObjectNode> events) {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                DelegaResource.kafka().bootstrapServers(),
                ProducerConfig.ACKS_CONFIG,
                "all"),
            new StringSerializer(),
            new ByteArraySerializer())) {
      for (ObjectNode event : events) {
        producer.send(
            new ProducerRecord<>(
                Topic.CONNECT_EVENTS.topicName(),
                event.get("subject").asText(),
                event.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
      }
    }
  }

  public static void awaitListed(String query, int entries) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                auditor()
                    .get("/v1/audit/events?limit=1000&" + query)
                    .then()
                    .statusCode(200)
                    .body("items", hasSize(entries)));
  }

  public static Verifier verifier() {
    return new Verifier(NoteKey.parse(given().get("/v1/audit/keys").asString()));
  }

  /** What the verifier says of everything that is published. */
  public static Verdict wholeLedger() {
    return verifier()
        .ledger(
            new Verifier.Published() {
              @Override
              public String checkpoint() {
                return given().get("/v1/audit/checkpoint").asString();
              }

              @Override
              public byte[] tile(String name) {
                return given()
                    .get("/v1/audit/tile/" + name)
                    .then()
                    .statusCode(200)
                    .extract()
                    .asByteArray();
              }
            });
  }

  /** A reader of the stream's topic from its beginning. */
  public static KafkaConsumer<String, byte[]> stream() {
    KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                DelegaResource.kafka().bootstrapServers(),
                ConsumerConfig.GROUP_ID_CONFIG,
                UUID.randomUUID().toString(),
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed"),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    consumer.subscribe(List.of(Topic.AUDIT_STREAM.topicName()));
    return consumer;
  }
}
