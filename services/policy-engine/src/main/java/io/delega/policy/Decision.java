package io.delega.policy;

import io.delega.contracts.Counter;
import java.util.List;

/** The answer to one request. */
public sealed interface Decision {

  /** Allowed by this grant, whose counters the enforcement point still has to ask. */
  record Allowed(String grantId, String assistantId, String operation, List<Counter> counters)
      implements Decision {}

  /**
   * Denied.
   *
   * @param code {@code no_grant}, {@code resource_not_granted}, {@code guardrail_forbids}, {@code
   *     grant_expired}, {@code grant_suspended}, {@code outside_hours}, {@code revoked}, {@code
   *     assistant_quarantined}, {@code connection_suspended} or {@code policy_error}
   * @param detail for a person
   * @param assistantId the assistant, where the caller is one of this connection
   * @param grantId the grant that came nearest, where there is one
   */
  record Denied(String code, String detail, String assistantId, String grantId, String operation)
      implements Decision {}
}
