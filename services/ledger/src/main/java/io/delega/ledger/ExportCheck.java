package io.delega.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.delega.ledger.Verifier.Head;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * One reading of an export, a header and a line per entry, in constant memory as long as it holds.
 */
final class ExportCheck {
  private static final int MOST_PROBLEMS = 50;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Header header;
  private final Head head;
  private final Instant asOf;
  private final AgencyHeads heads;
  private final List<String> problems = new ArrayList<>();
  private long failures;
  private long count;
  private long erased;
  private long expected;
  private long lastLeaf = -1;

  /**
   * The first line of an export; null fields where it says nothing.
   *
   * @param complete whether no entry of the agency is left out between first and end
   * @param first the agency's number that the export begins with
   * @param end the agency's number behind the last; negative where the export does not say
   */
  record Header(String agency, boolean complete, String checkpoint, long first, long end) {
    static Header read(String line) {
      JsonNode header;
      try {
        header = JSON.readTree(line);
      } catch (JsonProcessingException e) {
        header = JSON.nullNode();
      }
      if (!Verifier.EXPORT_FORMAT.equals(header.path("format").asText())) {
        throw new IllegalArgumentException(
            "this is not an export of format " + Verifier.EXPORT_FORMAT);
      }
      return new Header(
          header.path("agency").asText(null),
          header.path("complete").asBoolean(),
          header.path("checkpoint").asText(),
          header.path("firstSequence").asLong(0),
          header.path("endSequence").asLong(-1));
    }
  }

  ExportCheck(Header header, Head head, Instant asOf) {
    this.header = header;
    this.head = head;
    this.asOf = asOf;
    this.heads = new AgencyHeads(header.first());
    this.expected = header.first();
  }

  Verdict run(Iterator<String> lines) {
    while (lines.hasNext()) {
      String line = lines.next();
      count++;
      ExportLine entry = ExportLine.read(line);
      String problem = entry == null ? "it is not an entry" : problem(entry);
      if (problem != null) {
        fail("line %d: %s".formatted(count + 1, problem));
      } else if (entry.erased()) {
        erased++;
      }
      expected = entry == null ? expected + 1 : entry.opening().agencySequence() + 1;
    }
    if (header.complete() && header.end() >= 0 && expected != header.end()) {
      fail("it ends before number %d of the agency, at %d".formatted(header.end(), expected));
    }
    if (failures == 0 && asOf != null) {
      requireHeadSince(asOf);
    }
    return failures == 0 ? proven() : failed();
  }

  private String problem(ExportLine entry) {
    String problem = entry.problem(head.checkpoint());
    if (problem != null) {
      return problem;
    }
    Opening opening = entry.opening();
    if (header.agency() != null && !header.agency().equals(opening.agency())) {
      return "entry %d is of agency %s".formatted(entry.leafIndex(), opening.agency());
    }
    if (entry.leafIndex() <= lastLeaf) {
      return "entry %d comes again or out of order, after entry %d"
          .formatted(entry.leafIndex(), lastLeaf);
    }
    lastLeaf = entry.leafIndex();
    if (!header.complete()) {
      return null;
    }
    String headProblem = heads.take(entry);
    if (opening.agencySequence() == expected) {
      return headProblem;
    }
    return "number %d of the agency is expected here, not %d%s"
        .formatted(
            expected, opening.agencySequence(), headProblem == null ? "" : "; " + headProblem);
  }

  private void requireHeadSince(Instant time) {
    if (!header.complete()) {
      fail("the export is filtered, so nothing says that it is complete as of " + time);
    } else if (heads.last() == null) {
      fail("it has no head of the agency, so entries may be missing at its end");
    } else if (instant(heads.last().time()).isBefore(time)) {
      fail(
          "the agency's last head is of %s, before %s: entries after number %d may be missing"
              .formatted(heads.last().time(), time, heads.last().number()));
    }
  }

  private static Instant instant(String time) {
    try {
      return Instant.parse(time);
    } catch (DateTimeParseException e) {
      return Instant.MIN;
    }
  }

  private void fail(String problem) {
    failures++;
    if (problems.size() < MOST_PROBLEMS) {
      problems.add(problem);
    }
  }

  private String numbers() {
    return count == 0 ? "" : " (numbers %d to %d)".formatted(header.first(), expected - 1);
  }

  private Verdict failed() {
    return Verdict.failed(
        "NOT PROVEN: %d of %d entries fail, or what holds them together"
            .formatted(Math.min(failures, count), count),
        problems);
  }

  private Verdict proven() {
    List<String> details = new ArrayList<>(head.cosignatures());
    if (erased > 0) {
      details.add(
          "%d of them are erased: id, time, type and number are proven, the rest is not"
              .formatted(erased));
    }
    String missing = "";
    String from = header.first() == 0 ? "" : " from number " + header.first();
    AgencyHeads.Seen last = heads.last();
    if (header.complete() && last != null) {
      missing =
          ", none missing%s up to number %d as of %s".formatted(from, last.number(), last.time());
      details.add(
          "%d entries behind number %d, without a gap; the next head tells whether they are all"
              .formatted(expected - 1 - last.number(), last.number()));
    } else if (header.complete()) {
      missing = ", none missing" + from + " between them" + numbers();
      details.add("it has no head of the agency, so entries may be missing at its end");
    }
    return Verdict.proven(
        "Proven: %d entries%s, under the checkpoint of %d that %s"
            .formatted(count, missing, head.size(), head.signers()),
        details);
  }
}
