package io.delega.accesspolicy.decision;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.delega.policy.GrantFinding;
import io.delega.policy.OperationFinding;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Why a call was, or would be, decided as it is.
 *
 * @param decision allowed or denied: as it was recorded of a call that was
 * @param code of a denial, with {@code detail} where it is known
 * @param grant the grant that allowed it or came nearest
 * @param callId and what was recorded of the call, of a call that was
 * @param caller the OIDC subject that called
 * @param at when it was decided, or for which moment it is
 * @param stateVersion of the enforced state by which it was decided
 * @param resources what the call is about
 * @param judged by which state, at which moment, operations, grants and guardrails were looked at
 * @param decidedBy the rule that decided
 * @param needed what would have to change; empty when nothing
 * @param now what the same call would get now, where that differs
 * @param words the same for a support person, by language
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Answer(
    String decision,
    String code,
    String detail,
    String operation,
    String grant,
    String callId,
    String connection,
    String client,
    String provider,
    String assistant,
    String caller,
    String method,
    String path,
    Instant at,
    Long stateVersion,
    Outcome outcome,
    Map<String, List<String>> resources,
    Judged judged,
    List<OperationFinding> operations,
    List<GrantFinding> grants,
    List<GuardrailFinding> guardrails,
    Rule decidedBy,
    List<Need> needed,
    Now now,
    Map<String, String> words) {

  /** How an allowed call ended. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Outcome(
      String outcome, String reason, Integer status, Long durationMs, Instant at) {}

  /** By what it was looked at. */
  public record Judged(long stateVersion, Instant at) {}

  /** A guardrail that forbids it; {@code owner}: platform, agency or client. */
  public record GuardrailFinding(String name, String owner) {}

  /**
   * What decided.
   *
   * @param kind grant, limit, guardrail, connection, assistant, definition, path, engine or default
   *     (nothing allows it)
   * @param id of the grant, guardrail, connection or assistant
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Rule(String kind, String id) {}

  /** The decision as it would be now. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Now(
      String decision, String code, String detail, String operation, String grant, Instant at) {}
}
