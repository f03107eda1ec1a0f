package io.delega.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An entry of the ledger as people and tools read it: without personal fields, so that what is
 * loaded into a spreadsheet or a SIEM need not be erased there.
 *
 * @param agencySequence counts the agency's entries from 0 without gaps
 * @param commitment the leaf's data, base64
 * @param event the event; {@code data.personal} is left out
 */
public record ReadableEntry(
    long leafIndex, long agencySequence, String commitment, JsonNode event) {

  /** Takes the personal part away, if there is one. */
  public ReadableEntry {
    if (event.path("data").has("personal")) {
      ObjectNode copy = event.deepCopy();
      ((ObjectNode) copy.get("data")).remove("personal");
      event = copy;
    }
  }

  static ReadableEntry of(ExportLine line) {
    return new ReadableEntry(
        line.leafIndex(), line.opening().agencySequence(), line.leaf(), line.event());
  }

  /** An attribute of the event, or null. */
  public String attribute(String name) {
    return text(event.get(name));
  }

  /** A text field of the event's data, or null. */
  public String field(String name) {
    return text(event.path("data").get(name));
  }

  private static String text(JsonNode value) {
    return value == null || !value.isTextual() ? null : value.textValue();
  }
}
