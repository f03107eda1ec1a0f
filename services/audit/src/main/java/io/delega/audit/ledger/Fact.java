package io.delega.audit.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delega.contracts.EventJson;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * An event as the ledger takes it in. Types that this version does not know are taken too: the
 * ledger records, it does not judge.
 *
 * @param event the whole event
 */
public record Fact(
    String id, String agency, String type, Instant time, String timeText, ObjectNode event) {

  /** Reads a record's value; empty when it is no event. */
  public static Optional<Fact> read(byte[] value) {
    if (value == null) {
      return Optional.empty();
    }
    try {
      JsonNode tree = EventJson.mapper().readTree(value);
      if (!(tree instanceof ObjectNode event) || !event.path("data").isObject()) {
        return Optional.empty();
      }
      String time = text(event, "time");
      Fact fact =
          new Fact(
              text(event, "id"),
              text(event, "agency"),
              text(event, "type"),
              Instant.parse(time),
              time,
              event);
      text(event, "actorkind");
      text(event, "actorid");
      return Optional.of(fact);
    } catch (IOException | DateTimeParseException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String text(ObjectNode event, String attribute) {
    JsonNode value = event.get(attribute);
    if (value == null || !value.isTextual() || value.textValue().isEmpty()) {
      throw new IllegalArgumentException(attribute);
    }
    return value.textValue();
  }

  /** A text field of the payload, or null. */
  public String field(String name) {
    JsonNode value = event.path("data").get(name);
    return value == null || !value.isTextual() ? null : value.textValue();
  }

  /** The personal part, or null. */
  public JsonNode personal() {
    JsonNode personal = event.path("data").get("personal");
    return personal == null || personal.isNull() ? null : personal;
  }

  /** The event without its personal part. */
  public ObjectNode withoutPersonal() {
    ObjectNode copy = event.deepCopy();
    ((ObjectNode) copy.get("data")).remove("personal");
    return copy;
  }
}
