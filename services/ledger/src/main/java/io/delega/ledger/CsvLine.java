package io.delega.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The rule {@code delega-csv/v1}: RFC 4180 with CRLF, a heading, and the event's data as JSON in
 * the last cell. A cell that a spreadsheet would take for a formula gets an apostrophe in front.
 */
final class CsvLine {
  private static final List<String> FIELDS =
      List.of(
          "client", "connection", "grant", "assistant", "operation", "outcome", "reason", "callId");

  static final String HEADING =
      "leafIndex,agencySequence,id,time,type,agency,actorKind,actorId,subject,"
          + String.join(",", FIELDS)
          + ",commitment,data\r\n";

  private CsvLine() {}

  static String of(ReadableEntry entry) {
    List<String> cells = new ArrayList<>();
    cells.add(Long.toString(entry.leafIndex()));
    cells.add(Long.toString(entry.agencySequence()));
    for (String name : List.of("id", "time", "type", "agency", "actorkind", "actorid", "subject")) {
      cells.add(entry.attribute(name));
    }
    FIELDS.forEach(field -> cells.add(entry.field(field)));
    cells.add(entry.commitment());
    cells.add(entry.event().path("data").toString());
    return cells.stream().map(CsvLine::cell).collect(Collectors.joining(",", "", "\r\n"));
  }

  private static String cell(String value) {
    if (value == null || value.isEmpty()) {
      return "";
    }
    String safe = "=+-@\t\r".indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
    boolean plain = safe.chars().noneMatch(c -> c == '"' || c == ',' || c == '\r' || c == '\n');
    return plain ? safe : '"' + safe.replace("\"", "\"\"") + '"';
  }
}
