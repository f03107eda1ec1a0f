package io.delega.accesspolicy.guardrail;

import io.delega.contracts.EnforcementState;

/**
 * Whose guardrail it is.
 *
 * @param agency null for the platform's
 * @param client null for the agency's own, and for the platform's
 */
record Owner(String agency, String client) {
  /** In events, where an agency must stand: the platform's own changes. */
  static final String PLATFORM = "platform";

  static final Owner OF_PLATFORM = new Owner(null, null);

  /** The key of its record in the enforced state. */
  String key() {
    return EnforcementState.Guardrails.key(agency, client);
  }

  /** What it is called outside. */
  String word() {
    return agency == null ? PLATFORM : client == null ? "agency" : "client";
  }
}
