package io.delega.ledger;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/**
 * One entry of an export.
 *
 * @param event the whole event; null where personal fields were erased
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record ExportLine(
    long leafIndex, String leaf, List<String> hashes, Opening opening, JsonNode event) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static ExportLine read(String line) {
    try {
      ExportLine entry = JSON.readValue(line, ExportLine.class);
      boolean whole = entry.leaf() != null && entry.hashes() != null && entry.opening() != null;
      return whole ? entry : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  /** Whether what could prove the whole event was destroyed with its personal fields. */
  boolean erased() {
    return opening.digestSalt() == null;
  }

  /** Whether what the leaf commits to openly is what the event says, where there still is one. */
  private boolean opens(JsonNode left) {
    return left == null
        || left.isNull()
        || (opening.id().equals(left.path("id").asText())
            && opening.agency().equals(left.path("agency").asText())
            && opening.time().equals(left.path("time").asText())
            && opening.type().equals(left.path("type").asText()));
  }

  String problem(Checkpoint head) {
    try {
      String problem = new ProofFile(leafIndex, leaf, hashes, null, opening).problem(head);
      if (problem != null) {
        return problem;
      }
      boolean fits = erased() ? opens(event) : event != null && opening.commitsTo(event);
      return fits ? null : "event " + opening.id() + " is not the one that the leaf commits to";
    } catch (IllegalArgumentException | NullPointerException e) {
      return "it is malformed";
    }
  }
}
