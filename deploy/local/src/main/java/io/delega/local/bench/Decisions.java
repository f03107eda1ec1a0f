package io.delega.local.bench;

import io.delega.catalogue.Catalogue;
import io.delega.catalogue.ProviderDefinition;
import io.delega.catalogue.ProviderDefinition.Operation;
import io.delega.contracts.EnforcementState.AssistantRef;
import io.delega.contracts.EnforcementState.Connection;
import io.delega.contracts.EnforcementState.Grant;
import io.delega.contracts.EnforcementState.Guardrail;
import io.delega.contracts.Limits;
import io.delega.contracts.Permission;
import io.delega.local.Failure;
import io.delega.policy.Circumstances;
import io.delega.policy.ConnectionPolicy;
import io.delega.policy.Decision;
import io.delega.policy.MatchResult;
import io.delega.policy.ProxyRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** How long one decision takes by ten policies, in this process, one after the other. */
final class Decisions {
  private static final int TIMES = 20_000;
  private static final String ISSUER = "https://issuer.example";

  private Decisions() {}

  /** Asking Cedar each time: one of the guardrails asks for the time. */
  static Measured uncached() {
    return measured(policy("context.now < 0"));
  }

  /** Remembered, because nothing that decides depends on time. */
  static Measured cached() {
    return measured(policy("context.access == \"nothing\""));
  }

  private static ConnectionPolicy policy(String condition) {
    ProviderDefinition sandbox = Catalogue.builtIn().find("sandbox").orElseThrow();
    List<Permission> nine =
        sandbox.operations().stream()
            .limit(9)
            .map(Operation::name)
            .map(name -> new Permission(name, Map.of()))
            .toList();
    Grant grant =
        new Grant(
            "gra_bench",
            "active",
            new AssistantRef("ast_bench", ISSUER, "bench", "active"),
            nine,
            Limits.NONE,
            "none",
            null);
    Guardrail guardrail =
        new Guardrail(
            "bench", "agency", "forbid(principal, action, resource) when { " + condition + " };");
    return ConnectionPolicy.compile(
        new Connection(
            "con_bench",
            "bench",
            "cli_bench",
            "sandbox",
            1,
            "active",
            List.of(grant),
            List.of(guardrail)),
        sandbox);
  }

  private static Measured measured(ConnectionPolicy policy) {
    MatchResult match =
        policy.match(ProxyRequest.of("GET", "/mail/support%40example.test/messages", null));
    Circumstances now = Circumstances.at(Instant.now());
    long[] nanos = new long[TIMES];
    for (int round = 0; round < 2; round++) { // The first one is for the compiler.
      for (int i = 0; i < TIMES; i++) {
        long asked = System.nanoTime();
        Decision decision = policy.decide(ISSUER, "bench", match, now);
        nanos[i] = System.nanoTime() - asked;
        if (!(decision instanceof Decision.Allowed)) {
          throw new Failure("the bench's own policies do not allow its request: " + decision);
        }
      }
    }
    double seconds = java.util.Arrays.stream(nanos).sum() / 1e9;
    return Measured.of(nanos, TIMES, 0, seconds);
  }
}
