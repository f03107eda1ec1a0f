package io.delega.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The heads of an agency among its entries: what an entry of type {@code audit.head} says was the
 * agency's last entry must be the entry with that number. Remembers ids since the last head only,
 * because heads never go back.
 */
final class AgencyHeads {
  private static final String TYPE = "audit.head";

  private final NavigableMap<Long, String> ids = new TreeMap<>();
  private final long first;
  private Seen last;

  /** Of entries from this number on; a head of what came before them says nothing of these. */
  AgencyHeads(long first) {
    this.first = first;
  }

  /** The last head: the number up to which nothing is missing, and when it was said. */
  record Seen(long number, String time) {}

  /** Takes the agency's next entry; what is wrong with it as a head, or null. */
  String take(ExportLine entry) {
    String problem = entry.opening().type().equals(TYPE) ? head(entry) : null;
    ids.put(entry.opening().agencySequence(), entry.opening().id());
    return problem;
  }

  private String head(ExportLine entry) {
    JsonNode data = entry.event() == null ? null : entry.event().get("data");
    if (data == null || !data.path("agencySequence").isIntegralNumber()) {
      return "the head is malformed";
    }
    long number = data.get("agencySequence").asLong();
    if (number < first) {
      return null;
    }
    String id = ids.get(number);
    if (id == null) {
      return "the head says that number %d came before it, which is not there".formatted(number);
    }
    ids.headMap(number).clear();
    if (!id.equals(data.path("lastEvent").asText())) {
      return "the head says that number %d is event %s, but it is %s"
          .formatted(number, data.path("lastEvent").asText(), id);
    }
    last = new Seen(number, entry.opening().time());
    return null;
  }

  /** Null before the first. */
  Seen last() {
    return last;
  }
}
