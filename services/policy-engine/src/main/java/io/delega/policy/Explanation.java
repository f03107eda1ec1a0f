package io.delega.policy;

import io.delega.catalogue.ProviderDefinition;
import io.delega.contracts.EnforcementState.Grant;
import io.delega.contracts.EnforcementState.Guardrail;
import java.util.List;

/**
 * Why a request is decided as it is, on one state at one instant. The decision is the policy's own;
 * everything else says what led there.
 *
 * @param match which operation on which resources; null when it is none
 * @param decision also of a request that is no operation: {@code path_not_canonical} or {@code
 *     no_operation}
 * @param operations those that come near
 * @param grants those of the assistant on this connection, the nearest first; empty when the
 *     request is no operation
 * @param guardrails those that forbid it
 */
public record Explanation(
    MatchResult.Matched match,
    Decision decision,
    List<OperationFinding> operations,
    List<GrantFinding> grants,
    List<Guardrail> guardrails) {

  /** The OIDC identity of an assistant. */
  public record Identity(String issuer, String subject) {
    boolean has(Grant grant) {
      return grant.assistant().issuer().equals(issuer)
          && grant.assistant().subject().equals(subject);
    }
  }

  /** Explains a request as it would arrive. */
  public static Explanation of(
      ConnectionPolicy policy,
      ProviderDefinition definition,
      Identity who,
      ProxyRequest request,
      Circumstances at) {
    return of(policy, definition, who, request, policy.match(request), at);
  }

  /** Explains a request that was found to be this. */
  public static Explanation of(
      ConnectionPolicy policy,
      ProviderDefinition definition,
      Identity who,
      ProxyRequest request,
      MatchResult result,
      Circumstances at) {
    Decision decision = policy.decide(who.issuer(), who.subject(), result, at);
    MatchResult.Matched match = operation(result, decision);
    return new Explanation(
        match,
        decision,
        OperationFindings.of(
            definition, request.method(), request.rawPath(), keptBack(match, result)),
        match == null
            ? List.of()
            : new GrantFindings(match, decision, at, policy.matcher())
                .of(policy.state().grants().stream().filter(who::has).toList()),
        forbidding(policy.state().guardrails(), decision));
  }

  /** The operation that a decision is about; of a batch the one that carries it. */
  private static MatchResult.Matched operation(MatchResult result, Decision decision) {
    if (result instanceof MatchResult.Matched matched) {
      return matched;
    }
    if (result instanceof MatchResult.Batch batch) {
      return batch.carrier();
    }
    boolean common =
        result instanceof MatchResult.Ambiguous
            && !(decision instanceof Decision.Denied denied
                && "no_operation".equals(denied.code()));
    return common ? ((MatchResult.Ambiguous) result).readings().get(0) : null;
  }

  private static OperationFinding.Why keptBack(MatchResult.Matched match, MatchResult result) {
    if (match != null) {
      return null;
    }
    return result instanceof MatchResult.Ambiguous
        ? OperationFinding.Why.AMBIGUOUS
        : OperationFinding.Why.UNCLEAR;
  }

  /** The guardrails that the denial names; its detail is the only place where it does. */
  private static List<Guardrail> forbidding(List<Guardrail> guardrails, Decision decision) {
    return decision instanceof Decision.Denied denied && "guardrail_forbids".equals(denied.code())
        ? guardrails.stream()
            .filter(guardrail -> denied.detail().contains(" " + guardrail.name() + " "))
            .toList()
        : List.of();
  }
}
