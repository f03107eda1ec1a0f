package io.delega.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A ledger in memory, of two agencies. Each third entry is agency-a's, and each tenth of those is a
 * head. Entry i is of the second i.
 */
final class SmallLedger {
  static final String ORIGIN = "ledger.example/1";
  static final String AGENCY = "agency-a";
  static final Instant START = Instant.parse("2026-03-02T09:00:00Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  final List<byte[]> leaves = new ArrayList<>();
  final List<Opening> openings = new ArrayList<>();
  final List<ObjectNode> events = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Map<String, String> lastEvents = new HashMap<>();

  SmallLedger(int size) {
    while (leaves.size() < size) {
      add();
    }
  }

  private void add() {
    int i = leaves.size();
    String agency = i % 3 == 0 ? AGENCY : "agency-b";
    int number = numbers.getOrDefault(agency, 0);
    boolean head = agency.equals(AGENCY) && number % 10 == 9;
    ObjectNode event = JSON.createObjectNode().put("id", "evt_" + i).put("n", i);
    if (head) {
      event
          .putObject("data")
          .put("agencySequence", number - 1)
          .put("lastEvent", lastEvents.get(agency));
    }
    add(agency, number, head ? "audit.head" : "client.created", event);
  }

  /** Adds what an operator with the key might. */
  void add(String agency, int number, String type, ObjectNode event) {
    int i = leaves.size();
    String id = "evt_" + i;
    numbers.put(agency, number + 1);
    lastEvents.put(agency, id);
    Opening opening = Opening.of(id, agency, number, START.plusSeconds(i).toString(), type, event);
    events.add(event);
    openings.add(opening);
    leaves.add(opening.leaf());
  }

  int next(String agency) {
    return numbers.getOrDefault(agency, 0);
  }

  byte[] root(int size) {
    return tree().root(size);
  }

  private Tree tree() {
    return new Tree(this::subtree);
  }

  private byte[] subtree(int level, long index) {
    return level == 0
        ? Hashes.leaf(leaves.get((int) index))
        : Hashes.node(subtree(level - 1, 2 * index), subtree(level - 1, 2 * index + 1));
  }

  /** A signed checkpoint of the first entries, cosigned by the witness where there is one. */
  String checkpoint(int size, NoteKey.Signer signer, NoteKey.Signer witness) {
    String text = new Checkpoint(ORIGIN, size, root(size)).text();
    String signed = SignedNote.sign(text, signer);
    return witness == null
        ? signed
        : signed + SignedNote.cosign(text, witness, START.plusSeconds(size));
  }

  /** The export of agency-a under a checkpoint of so many entries. */
  List<String> export(int size, String checkpoint) {
    List<String> lines = new ArrayList<>();
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("format", Verifier.EXPORT_FORMAT);
    header.put("agency", AGENCY);
    header.put("complete", true);
    header.put("checkpoint", checkpoint);
    lines.add(json(header));
    for (int i = 0; i < size; i++) {
      if (openings.get(i).agency().equals(AGENCY)) {
        lines.add(line(i, size));
      }
    }
    return lines;
  }

  String line(int i, int size) {
    return json(
        Map.of(
            "leafIndex", i,
            "leaf", Base64.getEncoder().encodeToString(leaves.get(i)),
            "hashes",
                tree().inclusion(i, size).stream()
                    .map(Base64.getEncoder()::encodeToString)
                    .toList(),
            "opening", openings.get(i),
            "event", events.get(i)));
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
