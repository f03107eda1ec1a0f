package io.delega.accesspolicy.decision;

import io.delega.accesspolicy.call.RecordedCall;
import io.delega.catalogue.ProviderDefinition;
import io.delega.contracts.AccessEvent.CallDecided;
import io.delega.contracts.EnforcementState;
import io.delega.contracts.Permission;
import io.delega.policy.Circumstances;
import io.delega.policy.ConnectionPolicy;
import io.delega.policy.Explanation;
import io.delega.policy.MatchResult;
import io.delega.policy.Network;
import io.delega.policy.ProxyRequest;
import io.delega.policy.RequestMatcher;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a connection and of who calls, as it now is.
 *
 * @param agreed what the client agreed to for this assistant
 * @param matcher of the definition
 */
record Known(
    EnforcementState.Connection state,
    ProviderDefinition definition,
    Who who,
    List<Permission> agreed,
    RequestMatcher matcher) {

  /**
   * Who calls.
   *
   * @param id and {@code name} of the assistant; null when the caller is none of the agency
   */
  record Who(String id, String name, String issuer, String subject) {
    Explanation.Identity identity() {
      return new Explanation.Identity(issuer, subject);
    }
  }

  /** Explains a call as it would arrive. */
  Explanation explain(ProxyRequest request, Circumstances circumstances) {
    return Explanation.of(policy(), definition, who.identity(), request, circumstances);
  }

  /**
   * Explains a call as it was read when it was decided: neither query nor body are recorded, but
   * what they named is. Empty where what is recorded does not suffice.
   */
  Optional<Explanation> explain(RecordedCall call, Instant at) {
    CallDecided decided = call.decided();
    if (decided.method() == null) {
      return Optional.empty();
    }
    ProxyRequest request =
        ProxyRequest.of(
            decided.method(), decided.personal() == null ? "/" : decided.personal().path(), null);
    Circumstances circumstances = new Circumstances(at, source(decided));
    return decided.operation() == null
        ? Optional.of(explain(request, circumstances)).filter(this::isReadFromThePath)
        : definition
            .operation(decided.operation())
            .map(
                operation ->
                    Explanation.of(
                        policy(),
                        definition,
                        who.identity(),
                        request,
                        new MatchResult.Matched(
                            operation.name(), operation.access(), named(decided)),
                        circumstances));
  }

  private static InetAddress source(CallDecided decided) {
    return decided.personal() == null || decided.personal().source() == null
        ? null
        : Network.address(decided.personal().source()).orElse(null);
  }

  private ConnectionPolicy policy() {
    return ConnectionPolicy.compile(state, matcher);
  }

  private boolean isReadFromThePath(Explanation told) {
    return told.match() == null
        || definition.operation(told.match().operation()).stream()
            .flatMap(operation -> operation.resources().values().stream())
            .allMatch(place -> place.startsWith("path."));
  }

  static Map<String, List<String>> named(CallDecided decided) {
    return decided.personal() == null || decided.personal().resources() == null
        ? Map.of()
        : decided.personal().resources();
  }
}
