package io.delega.ledger;

import io.delega.ledger.ocsf.OcsfEvent;
import java.nio.charset.StandardCharsets;

/**
 * A form in which exports are read by people and tools. Each line follows from one proven entry by
 * a rule that does not change under its name, so that whoever holds the entries can derive the file
 * again and compare.
 */
public enum ReadableForm {
  /** RFC 4180, for spreadsheets. */
  CSV("delega-csv/v1", "events.csv") {
    @Override
    String heading() {
      return CsvLine.HEADING;
    }

    @Override
    String text(ReadableEntry entry) {
      return CsvLine.of(entry);
    }
  },
  /** OCSF 1.8.0, an event per line, for a SIEM. */
  OCSF("delega-ocsf-1.8.0/v1", "events.ocsf.ndjson") {
    @Override
    String heading() {
      return "";
    }

    @Override
    String text(ReadableEntry entry) {
      return OcsfEvent.of(entry) + "\n";
    }
  };

  private final String rule;
  private final String file;

  ReadableForm(String rule, String file) {
    this.rule = rule;
    this.file = file;
  }

  /** The name of the rule that lines are derived by. */
  public String rule() {
    return rule;
  }

  /** The file's name in a bundle. */
  public String file() {
    return file;
  }

  abstract String heading();

  abstract String text(ReadableEntry entry);

  /** What the file begins with, UTF-8. */
  public byte[] beginning() {
    return heading().getBytes(StandardCharsets.UTF_8);
  }

  /** An entry's line with its end, UTF-8. */
  public byte[] line(ReadableEntry entry) {
    return text(entry).getBytes(StandardCharsets.UTF_8);
  }
}
