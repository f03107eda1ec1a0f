package io.delega.console.clientpage;

import java.util.Arrays;
import java.util.Optional;

/** A guardrail that a client can set without knowing what one is. */
enum HouseRule {
  NEVER_DELETE("never-delete", "forbid(principal, action in Action::\"delete\", resource);"),
  ONLY_READ(
      "only-read", "forbid(principal, action, resource) unless { action in Action::\"read\" };");

  private final String guardrail;
  private final String text;

  HouseRule(String guardrail, String text) {
    this.guardrail = guardrail;
    this.text = text;
  }

  /** Its name as a guardrail. */
  String guardrail() {
    return guardrail;
  }

  /** As Cedar text. */
  String text() {
    return text;
  }

  static Optional<HouseRule> named(String guardrail) {
    return Arrays.stream(values()).filter(rule -> rule.guardrail.equals(guardrail)).findFirst();
  }
}
