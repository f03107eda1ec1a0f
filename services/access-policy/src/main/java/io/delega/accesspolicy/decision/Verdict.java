package io.delega.accesspolicy.decision;

import io.delega.accesspolicy.call.RecordedCall;
import io.delega.policy.Decision;
import java.util.Objects;

/**
 * A decision in short.
 *
 * @param code null when allowed
 */
record Verdict(String code, String detail, String operation, String grant) {

  static Verdict of(Decision decision) {
    if (decision instanceof Decision.Allowed allowed) {
      return new Verdict(null, null, allowed.operation(), allowed.grantId());
    }
    Decision.Denied denied = (Decision.Denied) decision;
    return new Verdict(denied.code(), denied.detail(), denied.operation(), denied.grantId());
  }

  static Verdict of(RecordedCall call) {
    return new Verdict(
        call.allowed() ? null : call.decided().reason(),
        null,
        call.decided().operation(),
        call.decided().grant());
  }

  boolean allowed() {
    return code == null;
  }

  String decision() {
    return allowed() ? "allowed" : "denied";
  }

  /** Whether it says the same, whatever the words. */
  boolean isSame(Verdict other) {
    return Objects.equals(code, other.code)
        && Objects.equals(operation, other.operation)
        && Objects.equals(grant, other.grant);
  }

  Verdict withDetail(String known) {
    return new Verdict(code, known, operation, grant);
  }
}
