package io.delega.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * Events as CloudEvents 1.0 in structured JSON mode (CloudEvents JSON format, section 3), media
 * type {@code application/cloudevents+json}.
 *
 * <p>Structured mode, because a binary-mode event without data would be a tombstone in a compacted
 * topic. Unknown attributes and payload fields are ignored: the contract grows by adding.
 */
public final class EventJson {
  public static final String MEDIA_TYPE = "application/cloudevents+json; charset=UTF-8";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .serializationInclusion(JsonInclude.Include.NON_NULL)
          .build();

  /** What most events need. */
  private static final int SIZE = 1_024;

  private EventJson() {}

  /** The mapper every contract is read and written with. */
  public static ObjectMapper mapper() {
    return JSON;
  }

  /** The event as a JSON object. */
  public static ObjectNode toTree(Event<?> event) {
    ObjectNode node = JSON.createObjectNode();
    node.put("specversion", "1.0");
    node.put("id", event.id());
    node.put("source", event.source());
    node.put("type", event.type());
    node.put("subject", event.subject());
    node.put("time", event.time().toString());
    node.put("datacontenttype", "application/json");
    node.put("partitionkey", event.partitionKey());
    node.put("sequence", sequence(event));
    node.put("agency", event.agency());
    node.put("actorkind", event.actor().kind());
    node.put("actorid", event.actor().id());
    node.set("data", JSON.valueToTree(event.data()));
    return node;
  }

  /** The event as UTF-8 JSON. */
  public static byte[] write(Event<?> event) {
    try (ByteArrayBuilder out = new ByteArrayBuilder(SIZE)) {
      try (JsonGenerator json = JSON.createGenerator(out)) {
        json.writeStartObject();
        json.writeStringField("specversion", "1.0");
        json.writeStringField("id", event.id());
        json.writeStringField("source", event.source());
        json.writeStringField("type", event.type());
        json.writeStringField("subject", event.subject());
        json.writeStringField("time", event.time().toString());
        json.writeStringField("datacontenttype", "application/json");
        json.writeStringField("partitionkey", event.partitionKey());
        json.writeStringField("sequence", sequence(event));
        json.writeStringField("agency", event.agency());
        json.writeStringField("actorkind", event.actor().kind());
        json.writeStringField("actorid", event.actor().id());
        json.writeFieldName("data");
        JSON.writeValue(json, event.data());
        json.writeEndObject();
      }
      return out.toByteArray();
    } catch (java.io.IOException e) {
      throw new IllegalArgumentException("not a contract record: " + event.type(), e);
    }
  }

  /** Twenty digits, so that text order is number order (CloudEvents sequence extension). */
  private static String sequence(Event<?> event) {
    String digits = Long.toString(event.sequence());
    return "0".repeat(20 - digits.length()) + digits;
  }

  /** Any contract record as UTF-8 JSON. */
  public static byte[] writeBytes(Object value) {
    try {
      return JSON.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a contract record: " + value.getClass(), e);
    }
  }

  /**
   * Reads an event.
   *
   * @throws MalformedEventException when it is not a CloudEvent, an attribute is missing, or the
   *     payload does not fit its type; the message never repeats the payload
   */
  public static Event<EventData> read(byte[] json) {
    try {
      return fromTree(JSON.readTree(json));
    } catch (java.io.IOException e) {
      throw new MalformedEventException("not JSON");
    }
  }

  /** Reads an event from its JSON object; see {@link #read}. */
  public static Event<EventData> fromTree(JsonNode node) {
    String type = text(node, "type");
    Class<? extends EventData> payload = EventTypes.all().get(type);
    if (payload == null) {
      throw new MalformedEventException("unknown type " + type);
    }
    try {
      return new Event<>(
          text(node, "id"),
          text(node, "source"),
          text(node, "subject"),
          Instant.parse(text(node, "time")),
          text(node, "agency"),
          new Actor(text(node, "actorkind"), text(node, "actorid")),
          Long.parseLong(text(node, "sequence")),
          JSON.treeToValue(node.get("data"), payload));
    } catch (JsonProcessingException | DateTimeException | NumberFormatException e) {
      throw new MalformedEventException("payload or attribute does not fit type " + type);
    }
  }

  private static String text(JsonNode node, String attribute) {
    JsonNode value = node == null ? null : node.get(attribute);
    if (value == null || !value.isTextual()) {
      throw new MalformedEventException("attribute " + attribute + " is missing");
    }
    return value.textValue();
  }

  /** A record that is no event of ours. */
  public static final class MalformedEventException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A reason that repeats nothing of the record. */
    public MalformedEventException(String message) {
      super(message);
    }
  }
}
