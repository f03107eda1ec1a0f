package io.delega.ledger.ocsf;

import io.delega.ledger.ReadableEntry;

/** OCSF's status of an event: whether what it tells of succeeded. */
record Status(int id, String caption) {
  private static final Status UNKNOWN = new Status(0, "Unknown");
  private static final Status SUCCESS = new Status(1, "Success");
  private static final Status FAILURE = new Status(2, "Failure");

  static Status of(String type, ReadableEntry entry) {
    if (type.endsWith("-failed") || type.equals("calls.denied")) {
      return FAILURE;
    }
    String outcome = entry.field("outcome");
    return switch (outcome == null ? "" : outcome) {
      case "", "allowed", "completed", "revoked" -> SUCCESS;
      case "denied", "failed" -> FAILURE;
      case "unknown" -> UNKNOWN;
      default -> new Status(99, outcome);
    };
  }
}
