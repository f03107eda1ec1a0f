package io.delega.policy;

import io.delega.catalogue.ProviderDefinition;
import io.delega.contracts.EnforcementState.AssistantRef;
import io.delega.contracts.EnforcementState.Connection;
import io.delega.contracts.EnforcementState.Grant;
import io.delega.contracts.EnforcementState.Guardrail;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Everything that decides about one connection, compiled once per version of its state. Cedar alone
 * allows; plain code only finds words for a denial. Thread-safe.
 */
public final class ConnectionPolicy {
  private static final int MOST_CACHED = 1_000;

  private final Connection state;
  private final RequestMatcher matcher;
  private final CedarSlice slice;
  private final boolean timeless;
  private final Map<String, Conditions> conditions;
  private final Map<Question, Decision> decided = new ConcurrentHashMap<>();

  private ConnectionPolicy(Connection state, RequestMatcher matcher, CedarSlice slice) {
    this.state = state;
    this.matcher = matcher;
    this.slice = slice;
    this.timeless =
        slice != null && state.guardrails().stream().noneMatch(ConnectionPolicy::mayAskForTime);
    this.conditions =
        state.grants().stream()
            .collect(Collectors.toMap(Grant::id, Conditions::of, (one, other) -> one));
  }

  private static boolean mayAskForTime(Guardrail guardrail) {
    return guardrail.text().contains("now");
  }

  /** What a decision depends on while no guardrail asks for the time. */
  private record Question(
      String issuer, String subject, MatchResult.Matched match, Set<String> open) {}

  /**
   * Compiles a state. A state that does not compile denies everything with {@code policy_error}.
   */
  public static ConnectionPolicy compile(Connection state, ProviderDefinition definition) {
    return compile(state, RequestMatcher.of(definition));
  }

  /** The same with a matcher that connections of one provider share. */
  public static ConnectionPolicy compile(Connection state, RequestMatcher matcher) {
    CedarSlice slice;
    try {
      slice = CedarSlice.compile(AsAgreed.of(state, matcher));
    } catch (RuntimeException | LinkageError e) {
      slice = null;
    }
    return new ConnectionPolicy(state, matcher, slice);
  }

  /** Loads the engine, which takes half a second the first time. */
  public static void warmUp() {
    CedarSlice.compile(
            new Connection("con_w", "a", "cli_w", "p", 0, "active", List.of(), List.of()))
        .ask(
            new AssistantRef("ast_w", "w", "w", "active"),
            new MatchResult.Matched("w", ProviderDefinition.Access.READ, Map.of()),
            Set.of(),
            Instant.EPOCH);
  }

  /** The state it was compiled from. */
  public Connection state() {
    return state;
  }

  /** Which operation a request is. */
  public MatchResult match(ProxyRequest request) {
    return matcher.match(request);
  }

  /** What finds out which operation a request is, and what of it must be read for that. */
  public RequestMatcher matcher() {
    return matcher;
  }

  /**
   * Decides about a request of the caller with this OIDC identity, whatever it is. Never throws.
   */
  public Decision decide(
      String issuer, String subject, MatchResult result, Circumstances circumstances) {
    return new Verdict(matched -> decide(issuer, subject, matched, circumstances)).of(result);
  }

  /** Decides about a matched request of the caller with this OIDC identity. Never throws. */
  public Decision decide(
      String issuer, String subject, MatchResult.Matched match, Circumstances circumstances) {
    List<Grant> own =
        state.grants().stream()
            .filter(
                grant ->
                    grant.assistant().issuer().equals(issuer)
                        && grant.assistant().subject().equals(subject))
            .toList();
    Set<String> open =
        own.stream()
            .map(Grant::id)
            .filter(id -> conditions.get(id).hold(circumstances))
            .collect(Collectors.toSet());
    if (!timeless || !match.origins().isEmpty()) { // A batch hardly comes again, and is large.
      return judge(own, match, open, circumstances);
    }
    Question question = new Question(issuer, subject, match, open);
    Decision known = decided.get(question);
    if (known != null) {
      return known;
    }
    Decision decision = judge(own, match, open, circumstances);
    if (decision instanceof Decision.Allowed || unconditional(own)) {
      if (decided.size() >= MOST_CACHED) {
        decided.clear();
      }
      decided.put(question, decision);
    }
    return decision;
  }

  /** Whether a denial will be the same at any time and from anywhere, its words included. */
  private boolean unconditional(List<Grant> own) {
    return own.stream().allMatch(grant -> conditions.get(grant.id()).none());
  }

  private Decision judge(
      List<Grant> own, MatchResult.Matched match, Set<String> open, Circumstances circumstances) {
    Denial denial = new Denial(own, match, circumstances, matcher);
    if (!"active".equals(state.state())) {
      return denial.ofConnection(state.state());
    }
    if (slice == null) {
      return denial.because("policy_error", "The policies of this connection do not compile.");
    }
    if (own.isEmpty()) {
      return denial.because("no_grant", "Nothing on this connection is granted to the caller.");
    }
    if ("quarantined".equals(own.get(0).assistant().state())) {
      return denial.because("assistant_quarantined", "This assistant is quarantined.");
    }
    CedarSlice.Answer answer = slice.ask(own.get(0).assistant(), match, open, circumstances.now());
    if (answer instanceof CedarSlice.Answer.Permit permit) {
      return allowed(own, permit.grantIds(), match, denial);
    }
    if (answer instanceof CedarSlice.Answer.Forbidden forbidden) {
      return denial.because(
          "guardrail_forbids",
          "The " + forbidden.owner() + "'s guardrail " + forbidden.guardrail() + " forbids it.");
    }
    if (answer instanceof CedarSlice.Answer.Error error) {
      return denial.because("policy_error", "Not decidable: " + error.what() + ".");
    }
    return denial.explained();
  }

  private static Decision allowed(
      List<Grant> own, List<String> grantIds, MatchResult.Matched match, Denial denial) {
    List<Decision.ByGrant> by =
        own.stream()
            .filter(grant -> grantIds.contains(grant.id()))
            .sorted(Comparator.comparing(Grant::id))
            .map(grant -> new Decision.ByGrant(grant.id(), grant.counters()))
            .toList();
    return by.isEmpty()
        ? denial.because("policy_error", "The deciding grant is not known.")
        : new Decision.Allowed(by, own.get(0).assistant().id(), match.operation());
  }
}
