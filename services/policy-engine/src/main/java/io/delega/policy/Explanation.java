package io.delega.policy;

import io.delega.catalogue.ProviderDefinition;
import io.delega.contracts.EnforcementState.Grant;
import io.delega.contracts.EnforcementState.Guardrail;
import java.time.Instant;
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
      Instant at) {
    MatchResult result = policy.match(request);
    if (result instanceof MatchResult.Matched matched) {
      return of(policy, definition, who, request, matched, at);
    }
    Decision.Denied denied =
        result instanceof MatchResult.NotCanonical not
            ? new Decision.Denied("path_not_canonical", not.reason(), null, null, null)
            : new Decision.Denied(
                "no_operation", ((MatchResult.NoOperation) result).reason(), null, null, null);
    return new Explanation(
        null,
        denied,
        OperationFindings.of(definition, request.method(), request.rawPath(), false),
        List.of(),
        List.of());
  }

  /** Explains a request that was found to be this operation on these resources. */
  public static Explanation of(
      ConnectionPolicy policy,
      ProviderDefinition definition,
      Identity who,
      ProxyRequest request,
      MatchResult.Matched match,
      Instant at) {
    Decision decision = policy.decide(who.issuer(), who.subject(), match, at);
    return new Explanation(
        match,
        decision,
        OperationFindings.of(definition, request.method(), request.rawPath(), true),
        new GrantFindings(match, decision, at)
            .of(policy.state().grants().stream().filter(who::has).toList()),
        forbidding(policy.state().guardrails(), decision));
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
