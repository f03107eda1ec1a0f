package io.delega.policy;

import io.delega.contracts.EnforcementState.AssistantRef;
import io.delega.contracts.EnforcementState.Connection;
import io.delega.contracts.EnforcementState.Grant;
import io.delega.contracts.EnforcementState.Guardrail;
import java.util.List;
import java.util.Set;

/**
 * What overrides the grants of a connection and is kept apart from it, because many connections
 * share it.
 *
 * @param guardrails of the platform, the agency and the client
 * @param quarantined ids of assistants that may do nothing
 */
public record Overrides(List<Guardrail> guardrails, Set<String> quarantined) {
  public static final Overrides NONE = new Overrides(List.of(), Set.of());

  public Overrides {
    guardrails = List.copyOf(guardrails);
    quarantined = Set.copyOf(quarantined);
  }

  /** The state of a connection as it is to be enforced. */
  public Connection over(Connection state) {
    if (guardrails.isEmpty() && quarantined.isEmpty()) {
      return state;
    }
    return new Connection(
        state.connection(),
        state.agency(),
        state.client(),
        state.provider(),
        state.version(),
        state.state(),
        state.grants().stream().map(this::over).toList(),
        guardrails);
  }

  private Grant over(Grant grant) {
    AssistantRef assistant = grant.assistant();
    return quarantined.contains(assistant.id())
        ? new Grant(
            grant.id(),
            grant.state(),
            new AssistantRef(
                assistant.id(), assistant.issuer(), assistant.subject(), "quarantined"),
            grant.permissions(),
            grant.limits(),
            grant.approval(),
            grant.revokedAt())
        : grant;
  }
}
