package io.delega.ledger.ocsf;

import io.delega.ledger.ReadableEntry;

/** OCSF's severity of an event. */
record Severity(int id, String caption) {
  private static final Severity INFORMATIONAL = new Severity(1, "Informational");
  private static final Severity LOW = new Severity(2, "Low");
  private static final Severity MEDIUM = new Severity(3, "Medium");
  private static final Severity HIGH = new Severity(4, "High");

  static Severity of(String type, ReadableEntry entry) {
    return switch (type) {
      case "credential.tampered" -> HIGH;
      case "alert.raised" -> ofAlert(entry.field("severity"));
      case "calls.denied", "credential.refresh-failed" -> LOW;
      default -> "denied".equals(entry.field("outcome")) ? LOW : INFORMATIONAL;
    };
  }

  private static Severity ofAlert(String severity) {
    return switch (severity == null ? "" : severity) {
      case "high" -> HIGH;
      case "medium" -> MEDIUM;
      default -> LOW;
    };
  }
}
