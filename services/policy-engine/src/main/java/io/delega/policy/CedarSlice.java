package io.delega.policy;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.AuthorizationRequest;
import com.cedarpolicy.model.AuthorizationResponse;
import com.cedarpolicy.model.AuthorizationSuccessResponse;
import com.cedarpolicy.model.Context;
import com.cedarpolicy.model.Effect;
import com.cedarpolicy.model.entity.Entity;
import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.exception.CacheException;
import com.cedarpolicy.model.exception.InternalException;
import com.cedarpolicy.model.policy.Policy;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.value.CedarList;
import com.cedarpolicy.value.CedarMap;
import com.cedarpolicy.value.EntityTypeName;
import com.cedarpolicy.value.EntityUID;
import com.cedarpolicy.value.PrimLong;
import com.cedarpolicy.value.PrimString;
import com.cedarpolicy.value.Value;
import io.delega.contracts.EnforcementState.AssistantRef;
import io.delega.contracts.EnforcementState.Connection;
import io.delega.contracts.EnforcementState.Grant;
import io.delega.contracts.EnforcementState.Guardrail;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One connection's policies, and the only place where Cedar is asked. Thread-safe. */
final class CedarSlice {
  private static final BasicAuthorizationEngine ENGINE = new BasicAuthorizationEngine();
  private static final EntityTypeName ASSISTANT = EntityTypeName.parse("Assistant").orElseThrow();
  private static final EntityTypeName ACTION = EntityTypeName.parse("Action").orElseThrow();
  private static final EntityTypeName CONNECTION = EntityTypeName.parse("Connection").orElseThrow();
  private static final String GUARDRAIL = "guardrail/";

  /** More than are ever compiled at a time; what does not fit is parsed at every question. */
  private static final int MOST_PARSED = 20_000;

  static {
    PolicySet.setCacheMaxPolicySets(MOST_PARSED);
  }

  private final Entity connection;
  private final PolicySet policies;

  private CedarSlice(Connection state, PolicySet policies) {
    this.connection =
        new Entity(
            new EntityUID(CONNECTION, state.connection()),
            Map.of(
                "agency",
                text(state.agency()),
                "client",
                text(state.client()),
                "provider",
                text(state.provider())),
            Set.of());
    this.policies = policies;
  }

  private static Value text(String value) {
    return new PrimString(value == null ? "" : value);
  }

  /** What Cedar said. */
  sealed interface Answer {
    /** Allowed by policies of these grants, by id. */
    record Permit(List<String> grantIds) implements Answer {}

    /** No policy permits it. */
    record NoPermit() implements Answer {}

    /** A guardrail of this owner (platform, agency or client) and name forbids it. */
    record Forbidden(String owner, String guardrail) implements Answer {}

    /** Something could not be evaluated; the request must be denied. */
    record Error(String what) implements Answer {}
  }

  /**
   * Compiles the active grants and all guardrails.
   *
   * @throws IllegalArgumentException when a guardrail does not parse or permits something
   */
  static CedarSlice compile(Connection state) {
    Set<Policy> policies = new HashSet<>();
    for (Grant grant : state.grants()) {
      if ("active".equals(grant.state())) {
        for (int i = 0; i < grant.permissions().size(); i++) {
          String text = CedarText.policy(grant, grant.permissions().get(i), state.connection());
          policies.add(new Policy(text, grant.id() + "/" + i));
        }
      }
    }
    state.guardrails().forEach(guardrail -> policies.addAll(parsed(guardrail)));
    PolicySet set = new PolicySet(policies);
    try {
      set.cache();
    } catch (CacheException e) {
      // Then it is parsed at every question: slower, the same answers.
    }
    return new CedarSlice(state, set);
  }

  private static Collection<Policy> parsed(Guardrail guardrail) {
    Set<Policy> named = new HashSet<>();
    try {
      for (Policy policy : PolicySet.parsePolicies(guardrail.text()).policies) {
        if (policy.effect() != Effect.FORBID) {
          throw new IllegalArgumentException("guardrail " + guardrail.name() + " permits");
        }
        String id =
            String.join("/", "guardrail", guardrail.owner(), guardrail.name(), "" + named.size());
        named.add(new Policy(policy.policySrc, id));
      }
    } catch (InternalException e) {
      throw new IllegalArgumentException("guardrail " + guardrail.name() + " does not parse", e);
    }
    return named;
  }

  /** Asks; {@code open} are the grants whose conditions hold now. */
  Answer ask(AssistantRef assistant, MatchResult.Matched match, Set<String> open, Instant now) {
    try {
      Entity who =
          new Entity(
              new EntityUID(ASSISTANT, assistant.id()),
              Map.of("issuer", text(assistant.issuer()), "subject", text(assistant.subject())),
              Set.of());
      Entity what = action(match);
      AuthorizationResponse response =
          ENGINE.isAuthorized(
              new AuthorizationRequest(
                  who.getEUID(), what.getEUID(), connection.getEUID(), context(match, open, now)),
              policies,
              Set.of(who, what, connection));
      Optional<AuthorizationSuccessResponse> success = response.success;
      if (success.isEmpty()) {
        return new Answer.Error("the engine gave no answer");
      }
      // Cedar skips a policy that errs, a forbid included: an error must therefore deny.
      if (!success.get().getErrors().isEmpty()) {
        return new Answer.Error("a policy could not be evaluated");
      }
      return read(success.get());
    } catch (AuthException | RuntimeException | LinkageError e) {
      return new Answer.Error("the engine failed");
    }
  }

  private static Answer read(AuthorizationSuccessResponse answer) {
    if (answer.isAllowed()) {
      List<String> grants =
          answer.getReason().stream()
              .map(id -> id.substring(0, id.indexOf('/')))
              .distinct()
              .sorted()
              .toList();
      return grants.isEmpty()
          ? new Answer.Error("the engine named no policy")
          : new Answer.Permit(grants);
    }
    return answer.getReason().stream()
        .sorted()
        .findFirst()
        .filter(id -> id.startsWith(GUARDRAIL))
        .<Answer>map(
            id -> {
              String[] parts = id.split("/", 4);
              return new Answer.Forbidden(parts[1], parts[2]);
            })
        .orElseGet(Answer.NoPermit::new);
  }

  /** Inside the action of its access, so that a guardrail can name all that write, or delete. */
  private static Entity action(MatchResult.Matched match) {
    String group = access(match);
    return new Entity(
        new EntityUID(ACTION, match.operation()),
        Map.of(),
        match.operation().equals(group) ? Set.of() : Set.of(new EntityUID(ACTION, group)));
  }

  private static String access(MatchResult.Matched match) {
    return match.access().name().toLowerCase(Locale.ROOT);
  }

  private static Context context(MatchResult.Matched match, Set<String> open, Instant now) {
    CedarMap resources = new CedarMap();
    match.resources().forEach((name, values) -> resources.put(name, strings(values)));
    Map<String, Value> context = new HashMap<>();
    context.put("resources", resources);
    context.put("open", strings(open));
    context.put("now", new PrimLong(now.toEpochMilli()));
    context.put("access", text(access(match)));
    return new Context(context);
  }

  private static CedarList strings(Collection<String> values) {
    return new CedarList(List.copyOf(values.stream().<Value>map(PrimString::new).toList()));
  }
}
