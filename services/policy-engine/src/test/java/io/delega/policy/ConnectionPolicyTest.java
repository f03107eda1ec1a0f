package io.delega.policy;

import static io.delega.policy.Fixtures.BOT;
import static io.delega.policy.Fixtures.ISSUER;
import static io.delega.policy.Fixtures.MATCHER;
import static io.delega.policy.Fixtures.NOW;
import static io.delega.policy.Fixtures.code;
import static io.delega.policy.Fixtures.connection;
import static io.delega.policy.Fixtures.decide;
import static io.delega.policy.Fixtures.grant;
import static io.delega.policy.Fixtures.list;
import static io.delega.policy.Fixtures.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.delega.contracts.EnforcementState.AssistantRef;
import io.delega.contracts.EnforcementState.Connection;
import io.delega.contracts.EnforcementState.Grant;
import io.delega.contracts.EnforcementState.Guardrail;
import io.delega.contracts.Limits;
import io.delega.contracts.Limits.Hours;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionPolicyTest {
  private static final String STATE_ACTIVE = "active";

  @Test
  void allowsWhatIsGrantedAndNamesTheGrant() {
    Connection state =
        connection(grant("gra_1", STATE_ACTIVE, Limits.NONE, read("support@example.test")));
    assertThat(decide(state, list("support%40example.test")))
        .isEqualTo(
            new Decision.Allowed(
                List.of(new Decision.ByGrant("gra_1", List.of())), BOT.id(), "mail.messages.list"));
  }

  @Test
  void aPermissionWithoutResourcesMeansAll() {
    assertThat(code(decide(connection(grant("gra_1", STATE_ACTIVE, null, read())), list("any"))))
        .isEqualTo("allowed");
  }

  @Test
  void saysWhatKeptAGrantFromAllowing() {
    Limits past = new Limits(NOW.minusSeconds(1), null, null);
    assertThat(code(decide(connection(), list("a")))).isEqualTo("no_grant");
    assertThat(code(decide(connection(grant("g", STATE_ACTIVE, null, read("b"))), list("a"))))
        .isEqualTo("resource_not_granted");
    assertThat(code(decide(connection(grant("g", "revoked", null, read("a"))), list("a"))))
        .isEqualTo("revoked");
    assertThat(code(decide(connection(grant("g", "expired", null, read("a"))), list("a"))))
        .isEqualTo("grant_expired");
    assertThat(code(decide(connection(grant("g", STATE_ACTIVE, past, read("a"))), list("a"))))
        .isEqualTo("grant_expired");
    assertThat(code(decide(connection(grant("g", "suspended", null, read("a"))), list("a"))))
        .isEqualTo("grant_suspended");
  }

  @Test
  void aRevokedGrantDoesNotSpoilAnActiveOne() {
    Connection state =
        connection(
            grant("gra_old", "revoked", null, read("a")),
            grant("gra_new", STATE_ACTIVE, null, read("a")));
    assertThat(decide(state, list("a")))
        .isInstanceOfSatisfying(
            Decision.Allowed.class, allowed -> assertThat(allowed.grantId()).isEqualTo("gra_new"));
  }

  @Test
  void anIdentityOfAnotherIssuerIsSomebodyElse() {
    ConnectionPolicy policy =
        ConnectionPolicy.compile(connection(grant("gra_1", STATE_ACTIVE, null, read())), MATCHER);
    assertThat(
            code(policy.decide("https://other.example", "bot", list("a"), Circumstances.at(NOW))))
        .isEqualTo("no_grant");
    assertThat(code(policy.decide(ISSUER, "other", list("a"), Circumstances.at(NOW))))
        .isEqualTo("no_grant");
  }

  @Test
  void aQuarantinedAssistantMayNothing() {
    Grant grant =
        new Grant(
            "gra_1",
            STATE_ACTIVE,
            new AssistantRef(BOT.id(), ISSUER, "bot", "quarantined"),
            List.of(read()),
            null,
            "none",
            null);
    assertThat(code(decide(connection(grant), list("a")))).isEqualTo("assistant_quarantined");
  }

  @Test
  void onlyAnActiveConnectionAdmits() {
    Connection active = connection(grant("gra_1", STATE_ACTIVE, null, read()));
    for (String state : List.of("revoked", "suspended", "anything")) {
      Connection other =
          new Connection(
              active.connection(),
              active.agency(),
              active.client(),
              active.provider(),
              2,
              state,
              active.grants(),
              List.of());
      assertThat(code(decide(other, list("a"))))
          .isEqualTo(state.equals("revoked") ? "revoked" : "connection_suspended");
    }
  }

  private static Connection guarded(String text) {
    return connection(
        List.of(grant("gra_1", STATE_ACTIVE, null, read())),
        List.of(new Guardrail("rule", "client", text)));
  }

  @Test
  void aGuardrailWinsOverAGrant() {
    assertThat(
            code(
                decide(
                    guarded(
                        "forbid(principal, action == Action::\"mail.messages.list\", resource);"),
                    list("a"))))
        .isEqualTo("guardrail_forbids");
  }

  @Test
  void aGuardrailNamesAllThatReadAndKnowsWhoseConnectionItIs() {
    String read = "forbid(principal, action in Action::\"read\", resource) when { ";
    assertThat(decide(guarded(read + "resource.client == \"cli_1\" };"), list("a")))
        .isEqualTo(
            new Decision.Denied(
                "guardrail_forbids",
                "The client's guardrail rule forbids it.",
                BOT.id(),
                null,
                "mail.messages.list"));
    assertThat(code(decide(guarded(read + "resource.client == \"cli_2\" };"), list("a"))))
        .isEqualTo("allowed");
    assertThat(code(decide(guarded(read + "principal.subject == \"bot\" };"), list("a"))))
        .isEqualTo("guardrail_forbids");
    assertThat(
            code(
                decide(
                    guarded("forbid(principal, action in Action::\"write\", resource);"),
                    list("a"))))
        .isEqualTo("allowed");
  }

  @Test
  void aGuardrailThatAsksForTheTimeIsAskedEachTime() {
    ConnectionPolicy policy =
        ConnectionPolicy.compile(
            guarded(
                "forbid(principal, action, resource) when { context.now >= "
                    + NOW.toEpochMilli()
                    + " };"),
            MATCHER);
    assertThat(code(policy.decide(ISSUER, "bot", list("a"), Circumstances.at(NOW.minusMillis(1)))))
        .isEqualTo("allowed");
    assertThat(code(policy.decide(ISSUER, "bot", list("a"), Circumstances.at(NOW))))
        .isEqualTo("guardrail_forbids");
  }

  @Test
  void overridesComeFromElsewhere() {
    Connection state = connection(grant("gra_1", STATE_ACTIVE, null, read()));
    assertThat(Overrides.NONE.over(state)).isSameAs(state);
    Guardrail rule =
        new Guardrail("rule", "agency", "forbid(principal, action in Action::\"read\", resource);");
    assertThat(code(decide(new Overrides(List.of(rule), Set.of()).over(state), list("a"))))
        .isEqualTo("guardrail_forbids");
    assertThat(code(decide(new Overrides(List.of(), Set.of(BOT.id())).over(state), list("a"))))
        .isEqualTo("assistant_quarantined");
    assertThat(code(decide(new Overrides(List.of(), Set.of("ast_2")).over(state), list("a"))))
        .isEqualTo("allowed");
  }

  @Test
  void aGuardrailThatErrsDenies() {
    assertThat(
            code(
                decide(
                    guarded("forbid(principal, action, resource) when { context.nothing > 1 };"),
                    list("a"))))
        .isEqualTo("policy_error");
  }

  @Test
  void aGuardrailThatPermitsOrDoesNotParseDeniesEverything() {
    assertThat(code(decide(guarded("permit(principal, action, resource);"), list("a"))))
        .isEqualTo("policy_error");
    assertThat(code(decide(guarded("forbid(nonsense"), list("a")))).isEqualTo("policy_error");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-06-03T06:00:00Z, allowed", // Wednesday, 08:00 in Rome
    "2026-06-03T05:59:59Z, outside_hours",
    "2026-06-03T17:59:59Z, allowed",
    "2026-06-03T18:00:00Z, outside_hours",
    "2026-06-04T10:00:00Z, outside_hours", // Thursday
    "2026-12-02T07:00:00Z, allowed", // winter: 08:00 in Rome
    "2026-12-02T06:30:00Z, outside_hours"
  })
  void holdsOnlyInItsHours(Instant now, String expected) {
    Limits limits =
        new Limits(null, null, new Hours("Europe/Rome", List.of("wed"), "08:00", "20:00"));
    assertThat(
            code(decide(connection(grant("gra_1", STATE_ACTIVE, limits, read())), list("a"), now)))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-06-03T22:00:00Z, allowed", // Wednesday night
    "2026-06-04T01:00:00Z, allowed", // the same night, after midnight
    "2026-06-03T01:00:00Z, outside_hours", // Tuesday's night
    "2026-06-04T22:00:00Z, outside_hours"
  })
  void hoursOverMidnightBelongToTheDayTheyBegan(Instant now, String expected) {
    Limits limits = new Limits(null, null, new Hours("UTC", List.of("wed"), "21:00", "05:00"));
    assertThat(
            code(decide(connection(grant("gra_1", STATE_ACTIVE, limits, read())), list("a"), now)))
        .isEqualTo(expected);
  }

  @Test
  void quotesAndOddCharactersStayInTheirPlace() {
    String odd = "a\"]) || true || [\"\\x\u00e8\u2028";
    Connection state = connection(grant("gra_1", STATE_ACTIVE, null, read(odd)));
    MatchResult.Matched same =
        new MatchResult.Matched(
            "mail.messages.list",
            io.delega.catalogue.ProviderDefinition.Access.READ,
            java.util.Map.of("mailbox", List.of(odd)));
    assertThat(code(decide(state, same))).isEqualTo("allowed");
    assertThat(code(decide(state, list("x")))).isEqualTo("resource_not_granted");
  }
}
