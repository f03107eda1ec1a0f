package io.delega.monitoring.alert;

import io.delega.monitoring.intake.StreamEntry;
import java.util.Optional;

/** Which entries deserve an alert. A pure function of one entry. */
final class Detection {
  static final String USE_AFTER_REVOCATION = "use-after-revocation";
  static final String OUTCOME_UNKNOWN = "outcome-unknown";
  static final String CREDENTIAL_BROKEN = "credential-broken";
  static final String CREDENTIAL_TAMPERED = "credential-tampered";

  private Detection() {}

  /**
   * What was found.
   *
   * @param about what repeats are counted under: one open alert per kind and this
   */
  record Finding(String kind, String severity, String about) {}

  static Optional<Finding> of(StreamEntry entry) {
    return switch (entry.type()) {
      case "call.decided" ->
          "denied".equals(entry.outcome()) && "revoked".equals(entry.reason())
              ? Optional.of(new Finding(USE_AFTER_REVOCATION, "high", revokedThing(entry)))
              : Optional.empty();
      case "call.completed" ->
          "unknown".equals(entry.outcome())
              ? Optional.of(new Finding(OUTCOME_UNKNOWN, "medium", entry.connection()))
              : Optional.empty();
      case "credential.state-changed" ->
          "broken".equals(entry.payload("state"))
              ? Optional.of(new Finding(CREDENTIAL_BROKEN, "medium", entry.connection()))
              : Optional.empty();
      case "credential.tampered" ->
          Optional.of(new Finding(CREDENTIAL_TAMPERED, "high", entry.connection()));
      default -> Optional.empty();
    };
  }

  private static String revokedThing(StreamEntry entry) {
    return entry.grant() != null ? entry.grant() : entry.connection() + "/" + entry.assistant();
  }
}
