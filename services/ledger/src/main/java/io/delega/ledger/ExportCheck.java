package io.delega.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Checks one export, a header and a line per entry, in constant memory as long as it holds. */
final class ExportCheck {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final NoteKey key;
  private final List<String> problems = new ArrayList<>();
  private long count;
  private long erased;

  ExportCheck(NoteKey key) {
    this.key = key;
  }

  /**
   * What an export says of itself.
   *
   * @param agency whose entries these are; null in exports of before
   * @param complete whether no entry of the agency is left out between first and end
   * @param first the agency's number that the export begins with
   * @param end the agency's number behind the last; negative where the export does not say
   */
  private record Header(Checkpoint head, String agency, boolean complete, long first, long end) {
    static Header read(String line, NoteKey key) {
      try {
        JsonNode header = JSON.readTree(line);
        if (!Verifier.EXPORT_FORMAT.equals(header.path("format").asText())) {
          throw new IllegalArgumentException(
              "this is not an export of format " + Verifier.EXPORT_FORMAT);
        }
        return new Header(
            Checkpoint.open(header.path("checkpoint").asText(), key),
            header.path("agency").asText(null),
            header.path("complete").asBoolean(),
            header.path("firstSequence").asLong(0),
            header.path("endSequence").asLong(-1));
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException("the first line is not JSON", e);
      }
    }
  }

  Verdict check(Iterator<String> lines) {
    Header header;
    try {
      header = Header.read(lines.hasNext() ? lines.next() : "", key);
    } catch (IllegalArgumentException e) {
      return Verdict.failed("NOT PROVEN: " + e.getMessage(), problems);
    }
    long expected = header.first();
    while (lines.hasNext()) {
      ExportLine entry = ExportLine.read(lines.next());
      count++;
      String problem = problem(header, entry, expected);
      if (problem != null) {
        problems.add("line " + (count + 1) + ": " + problem);
      } else if (entry.erased()) {
        erased++;
      }
      expected = entry == null ? expected + 1 : entry.opening().agencySequence() + 1;
    }
    if (header.complete() && header.end() >= 0 && expected != header.end()) {
      problems.add(
          "it ends before number %d of the agency, at %d".formatted(header.end(), expected));
    }
    return problems.isEmpty()
        ? Verdict.proven(summary(header, expected), details())
        : Verdict.failed(
            "NOT PROVEN: %d of %d entries fail".formatted(problems.size(), count), problems);
  }

  private List<String> details() {
    return erased == 0
        ? List.of()
        : List.of(
            "%d of them are erased: id, time, type and number are proven, the rest is not"
                .formatted(erased));
  }

  private static String problem(Header header, ExportLine entry, long expected) {
    if (entry == null) {
      return "it is not an entry";
    }
    String problem = entry.problem(header.head());
    if (problem != null) {
      return problem;
    }
    if (header.agency() != null && !header.agency().equals(entry.opening().agency())) {
      return "the entry belongs to another agency";
    }
    return header.complete() && entry.opening().agencySequence() != expected
        ? "number %d of the agency is expected here, not %d"
            .formatted(expected, entry.opening().agencySequence())
        : null;
  }

  private String summary(Header header, long end) {
    String range = "";
    if (header.complete()) {
      range =
          header.first() == 0 ? ", none missing" : ", none missing from number " + header.first();
      range += header.end() < 0 ? "" : " up to the checkpoint";
      range += count == 0 ? "" : " (numbers %d to %d)".formatted(header.first(), end - 1);
    }
    return "Proven: %d entries%s, under a checkpoint of %d"
        .formatted(count, range, header.head().size());
  }
}
