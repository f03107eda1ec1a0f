package io.delega.ledger.ocsf;

import io.delega.ledger.ReadableEntry;
import java.util.Map;
import java.util.Set;

/** An activity of an OCSF class: its id and its caption there. */
record Activity(int id, String caption) {
  static final Activity CREATE = new Activity(1, "Create");
  static final Activity READ = new Activity(2, "Read");
  static final Activity UPDATE = new Activity(3, "Update");
  static final Activity DELETE = new Activity(4, "Delete");
  static final Activity LOGON = new Activity(1, "Logon");
  private static final Activity ACTIVATE = new Activity(10, "Activate");
  private static final Activity DEACTIVATE = new Activity(11, "Deactivate");
  private static final Activity SUSPEND = new Activity(12, "Suspend");

  private static final Set<String> METHODS =
      Set.of("CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT", "TRACE", "PATCH");

  private static final Map<String, Activity> BY_FACT =
      Map.ofEntries(
          Map.entry("created", CREATE),
          Map.entry("link-issued", CREATE),
          Map.entry("raised", CREATE),
          Map.entry("established", CREATE),
          Map.entry("set", CREATE),
          Map.entry("secret-set", CREATE),
          Map.entry("stored", CREATE),
          Map.entry("trusted", CREATE),
          Map.entry("requested", CREATE),
          Map.entry("defined", CREATE),
          Map.entry("head", CREATE),
          Map.entry("hold-placed", CREATE),
          Map.entry("updated", UPDATE),
          Map.entry("changed", UPDATE),
          Map.entry("retention-changed", UPDATE),
          Map.entry("refreshed", UPDATE),
          Map.entry("refresh-failed", UPDATE),
          Map.entry("rewrapped", UPDATE),
          Map.entry("secret-rewrapped", UPDATE),
          Map.entry("enforced", UPDATE),
          Map.entry("expiring", UPDATE),
          Map.entry("rewrap-started", UPDATE),
          Map.entry("rewrap-completed", UPDATE),
          Map.entry("acknowledged", UPDATE),
          Map.entry("accepted", UPDATE),
          Map.entry("deleted", DELETE),
          Map.entry("removed", DELETE),
          Map.entry("shredded", DELETE),
          Map.entry("offboarded", DELETE),
          Map.entry("erased", DELETE),
          Map.entry("retention-applied", DELETE),
          Map.entry("hold-released", DELETE),
          Map.entry("revoked", DEACTIVATE),
          Map.entry("revoked-at-provider", DEACTIVATE),
          Map.entry("expired", DEACTIVATE),
          Map.entry("ended", DEACTIVATE),
          Map.entry("declined", DEACTIVATE),
          Map.entry("withdrawn", DEACTIVATE));

  static Activity other(String caption) {
    return new Activity(99, caption);
  }

  static boolean isStandardMethod(String method) {
    return method != null && METHODS.contains(method);
  }

  /** What a request's method does, as HTTP means it. */
  static Activity ofMethod(String method) {
    return switch (method == null ? "" : method) {
      case "GET", "HEAD", "OPTIONS" -> READ;
      case "POST" -> CREATE;
      case "PUT", "PATCH" -> UPDATE;
      case "DELETE" -> DELETE;
      default -> other(method == null ? "call" : method);
    };
  }

  /** What a fact says of its entity; the fact is the type's part behind the dot. */
  static Activity ofFact(String fact, ReadableEntry entry) {
    if (fact.equals("state-changed")) {
      return ofState(entry.field("to") == null ? entry.field("state") : entry.field("to"));
    }
    return BY_FACT.getOrDefault(fact, other(fact));
  }

  private static Activity ofState(String state) {
    return switch (state == null ? "" : state) {
      case "active" -> ACTIVATE;
      case "suspended", "quarantined" -> SUSPEND;
      case "revoked", "broken" -> DEACTIVATE;
      case "deleted" -> DELETE;
      default -> UPDATE;
    };
  }
}
