package io.delega.policy;

import io.delega.contracts.Counter;
import java.util.List;

/** The answer to one request. */
public sealed interface Decision {

  /**
   * Allowed by any of these grants, whose counters the enforcement point still has to ask.
   *
   * @param by at least one, by id
   */
  record Allowed(List<ByGrant> by, String assistantId, String operation) implements Decision {
    public Allowed {
      by = List.copyOf(by);
    }

    /** The first of them. */
    public String grantId() {
      return by.get(0).grantId();
    }

    /** By this one of them alone. */
    public Allowed by(ByGrant one) {
      return new Allowed(List.of(one), assistantId, operation);
    }
  }

  /** A grant that allows it, and under what its requests count. */
  record ByGrant(String grantId, List<Counter> counters) {}

  /**
   * Denied.
   *
   * @param code {@code no_grant}, {@code resource_not_granted}, {@code operation_changed}, {@code
   *     guardrail_forbids}, {@code grant_expired}, {@code grant_suspended}, {@code outside_hours},
   *     {@code revoked}, {@code assistant_quarantined}, {@code connection_suspended} or {@code
   *     policy_error}
   * @param detail for a person
   * @param assistantId the assistant, where the caller is one of this connection
   * @param grantId the grant that came nearest, where there is one
   */
  record Denied(String code, String detail, String assistantId, String grantId, String operation)
      implements Decision {}
}
