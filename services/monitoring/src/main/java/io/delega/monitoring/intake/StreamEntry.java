package io.delega.monitoring.intake;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import io.delega.contracts.EventJson;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** An entry of the ledger, as {@code delega.audit.stream.v1} carries it. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record StreamEntry(
    long leafIndex,
    String type,
    Instant time,
    String agency,
    String client,
    String connection,
    String grant,
    String assistant,
    String operation,
    String outcome,
    String reason,
    String callId,
    JsonNode data) {

  /** Reads a record's value; empty when it is no entry. */
  static Optional<StreamEntry> read(byte[] value) {
    if (value == null) {
      return Optional.empty();
    }
    try {
      StreamEntry entry = EventJson.mapper().readValue(value, StreamEntry.class);
      boolean whole = entry.type() != null && entry.time() != null && entry.agency() != null;
      return whole ? Optional.of(entry) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** A text field of the payload, or null. */
  public String payload(String field) {
    return data == null || !data.hasNonNull(field) ? null : data.get(field).asText();
  }
}
