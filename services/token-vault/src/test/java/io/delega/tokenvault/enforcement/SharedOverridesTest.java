package io.delega.tokenvault.enforcement;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.delega.contracts.EnforcementState;
import io.delega.contracts.EnforcementState.Guardrail;
import io.delega.contracts.EventJson;
import io.delega.contracts.Limits;
import io.delega.contracts.Permission;
import io.delega.policy.Circumstances;
import io.delega.policy.ConnectionPolicy;
import io.delega.policy.Decision;
import io.delega.policy.MatchResult;
import io.delega.policy.ProxyRequest;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What many connections share takes effect on each of them, and on no other. */
class SharedOverridesTest {
  private static final String READ = "forbid(principal, action in Action::\"read\", resource);";
  private static final String DELETE = "forbid(principal, action in Action::\"delete\", resource);";

  private final EnforcementReplica replica = new EnforcementReplica();

  @BeforeEach
  void twoAgencies() {
    apply(connection("con_a1", "agency-a", "cli_1"));
    apply(connection("con_a2", "agency-a", "cli_2"));
    apply(connection("con_b", "agency-b", "cli_3"));
  }

  private boolean apply(EnforcementState state) {
    return !replica.apply(state.key(), EventJson.writeBytes(state)).isNone();
  }

  private static EnforcementState.Connection connection(String id, String agency, String client) {
    EnforcementState.Grant grant =
        new EnforcementState.Grant(
            "gra_1",
            "active",
            new EnforcementState.AssistantRef("ast_" + agency, "https://issuer", "bot", "active"),
            List.of(new Permission("mail.messages.list", null)),
            Limits.NONE,
            "none",
            null);
    return new EnforcementState.Connection(
        id, agency, client, "sandbox", 1, "active", List.of(grant), List.of());
  }

  private static EnforcementState guardrails(
      String agency, String client, long version, String... texts) {
    String owner = client != null ? "client" : agency != null ? "agency" : "platform";
    return new EnforcementState.Guardrails(
        agency,
        client,
        version,
        List.of(texts).stream()
            .map(text -> new Guardrail("rule-" + List.of(texts).indexOf(text), owner, text))
            .toList());
  }

  private static EnforcementState assistant(long version, String state) {
    return new EnforcementState.Assistant("agency-a", "ast_agency-a", version, state);
  }

  private String decided(String connection) {
    ConnectionPolicy policy = replica.find(connection).orElseThrow();
    MatchResult.Matched match =
        (MatchResult.Matched) policy.match(ProxyRequest.of("GET", "/mail/a/messages", null));
    return policy.decide("https://issuer", "bot", match, Circumstances.at(Instant.now()))
            instanceof Decision.Denied denied
        ? denied.code()
        : "allowed";
  }

  private void assertDecided(String a1, String a2, String b) {
    assertThat(List.of(decided("con_a1"), decided("con_a2"), decided("con_b")))
        .containsExactly(a1, a2, b);
  }

  @Test
  void aGuardrailHoldsForItsOwnersConnectionsAlone() {
    assertThat(apply(guardrails("agency-a", null, 1, READ))).isTrue();
    assertDecided("guardrail_forbids", "guardrail_forbids", "allowed");
    assertThat(apply(guardrails("agency-a", null, 2))).isTrue();
    assertThat(apply(guardrails("agency-a", "cli_2", 1, READ))).isTrue();
    assertDecided("allowed", "guardrail_forbids", "allowed");
    assertThat(apply(guardrails(null, null, 1, DELETE, READ))).isTrue();
    assertDecided("guardrail_forbids", "guardrail_forbids", "guardrail_forbids");
  }

  @Test
  void anOlderVersionIsIgnored() {
    apply(guardrails("agency-a", null, 2, READ));
    assertThat(apply(guardrails("agency-a", null, 1))).isFalse();
    assertThat(apply(assistant(2, "quarantined"))).isTrue();
    assertThat(apply(assistant(1, "active"))).isFalse();
    assertDecided("assistant_quarantined", "assistant_quarantined", "allowed");
  }

  @Test
  void anAssistantInQuarantineMayNothingAndComesBack() {
    apply(assistant(1, "quarantined"));
    assertDecided("assistant_quarantined", "assistant_quarantined", "allowed");
    apply(assistant(2, "active"));
    assertDecided("allowed", "allowed", "allowed");
  }

  @Test
  void whatCannotBeReadDenies() {
    replica.apply("guardrails/agency/agency-a", "{".getBytes(UTF_8));
    replica.apply("assistant/ast_agency-b", "{".getBytes(UTF_8));
    assertDecided("policy_error", "policy_error", "assistant_quarantined");
    replica.apply("guardrails/agency/agency-a", null);
    replica.apply("assistant/ast_agency-b", null);
    assertDecided("allowed", "allowed", "allowed");
  }

  @Test
  void aChangeOfOneAgencyLeavesTheCompiledPoliciesOfOthers() {
    ConnectionPolicy before = replica.find("con_b").orElseThrow();
    ConnectionPolicy concerned = replica.find("con_a1").orElseThrow();
    apply(guardrails("agency-a", null, 1, READ));
    assertThat(replica.find("con_b").orElseThrow()).isSameAs(before);
    assertThat(replica.find("con_a1").orElseThrow()).isNotSameAs(concerned);
  }
}
