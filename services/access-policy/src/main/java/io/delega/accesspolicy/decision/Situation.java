package io.delega.accesspolicy.decision;

import io.delega.accesspolicy.decision.Answer.Rule;
import io.delega.contracts.EnforcementState.Guardrail;
import io.delega.policy.Explanation;
import io.delega.policy.GrantFinding;
import io.delega.policy.OperationFinding;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One verdict with what is known around it.
 *
 * @param told what the verdict's call was found to be; null when that cannot be found out any more
 */
record Situation(
    Known known,
    Verdict verdict,
    String method,
    String path,
    Map<String, List<String>> resources,
    Explanation told) {

  List<OperationFinding> operations() {
    return told == null ? List.of() : told.operations();
  }

  List<GrantFinding> grants() {
    return told == null ? List.of() : told.grants();
  }

  List<Guardrail> guardrails() {
    return told == null ? List.of() : told.guardrails();
  }

  /** The grant that the verdict names, or the nearest. */
  Optional<GrantFinding> nearest() {
    return Stream.concat(
            grants().stream().filter(each -> each.grant().equals(verdict.grant())),
            grants().stream())
        .findFirst();
  }

  boolean connectionIsRevoked() {
    return "revoked".equals(known.state().state());
  }

  /** The rule that decided. */
  Rule rule() {
    if (verdict.allowed()) {
      return new Rule("grant", verdict.grant());
    }
    return switch (verdict.code()) {
      case "limit_exceeded" -> new Rule("limit", verdict.grant());
      case "guardrail_forbids" ->
          new Rule(
              "guardrail", guardrails().stream().map(Guardrail::name).findFirst().orElse(null));
      case "connection_suspended" -> new Rule("connection", known.state().connection());
      case "assistant_quarantined" -> new Rule("assistant", known.who().id());
      case "no_operation" -> new Rule("definition", known.definition().id());
      case "path_not_canonical" -> new Rule("path", null);
      case "policy_error" -> new Rule("engine", null);
      case "no_grant", "resource_not_granted" -> new Rule("default", null);
      case "revoked" ->
          connectionIsRevoked()
              ? new Rule("connection", known.state().connection())
              : new Rule("grant", verdict.grant());
      default -> new Rule(verdict.grant() == null ? "default" : "grant", verdict.grant());
    };
  }
}
