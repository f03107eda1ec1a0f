package io.delega.accesspolicy.decision;

import static io.delega.accesspolicy.decision.Cases.NOW;
import static io.delega.accesspolicy.decision.Cases.THEN;
import static io.delega.accesspolicy.decision.Cases.grant;
import static io.delega.accesspolicy.decision.Cases.known;
import static io.delega.accesspolicy.decision.Cases.list;
import static org.assertj.core.api.Assertions.assertThat;

import io.delega.contracts.EnforcementState.Guardrail;
import io.delega.contracts.Limits;
import io.delega.contracts.Limits.Hours;
import io.delega.policy.GrantFinding;
import io.delega.policy.Network;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AccountTest {
  private static final String SUPPORT = "/mail/support%40example.test/messages";
  private static final String SALES = "/mail/sales%40example.test/messages";
  private static final String BOSS = "/mail/boss%40example.test/messages";

  private static final Known GRANTED =
      known(7, List.of(grant("active", Limits.NONE, list("support@example.test"))));

  @Test
  void whatTheClientAgreedToTheAgencyCanGrantAndTheRestTheClient() {
    Answer sales = Account.couldBe(GRANTED, Cases.get(SALES), NOW);
    assertThat(sales.code()).isEqualTo("resource_not_granted");
    assertThat(sales.decidedBy()).isEqualTo(new Answer.Rule("default", null));
    assertThat(sales.needed())
        .containsExactly(
            Need.grant(
                "agency", "mail.messages.list", Map.of("mailbox", List.of("sales@example.test"))));
    Answer boss = Account.couldBe(GRANTED, Cases.get(BOSS), NOW);
    assertThat(boss.needed().get(0).by()).isEqualTo("client");
    assertThat(boss.grants().get(0).kept())
        .isEqualTo(
            new GrantFinding.Kept(
                GrantFinding.By.RESOURCE,
                "mailbox",
                List.of("support@example.test"),
                List.of("boss@example.test"),
                null,
                null,
                null));
    assertThat(boss.words().get("en"))
        .isEqualTo(
            "The call GET /mail/boss%40example.test/messages of the assistant “Bot” is denied. The"
                + " assistant “Bot” may do “Read the messages of a mailbox” (mail.messages.list),"
                + " but only on mailbox support@example.test; the call is about mailbox"
                + " boss@example.test. Needed: a grant of “Read the messages of a mailbox”"
                + " (mail.messages.list) on mailbox boss@example.test for the assistant “Bot”. The"
                + " client has not agreed to it, or has withdrawn it, so the client must be asked:"
                + " by an access request, or in a new connect session.");
    assertThat(boss.words().get("it"))
        .startsWith("La chiamata GET /mail/boss%40example.test/messages dell'assistente “Bot” è");
  }

  @Test
  void aCallThatWasIsToldAsItWasRecorded() {
    Answer told =
        Account.was(
            GRANTED,
            Cases.denied("resource_not_granted", "mail.messages.list", "boss@example.test"),
            NOW);
    assertThat(told.decision()).isEqualTo("denied");
    assertThat(told.at()).isEqualTo(THEN);
    assertThat(told.judged()).isEqualTo(new Answer.Judged(7, THEN));
    assertThat(told.detail()).isNotNull();
    assertThat(told.now()).isNull();
    assertThat(told.resources()).containsEntry("mailbox", List.of("boss@example.test"));
    assertThat(told.words().get("en")).startsWith("On 3 June 2026, 10:00:05 (UTC) the call GET ");
    assertThat(told.words().get("it"))
        .startsWith("In data 3 giugno 2026, 10:00:05 (UTC) la chiamata");
  }

  @Test
  void whatTheSameCallGetsNowIsSaidBesideIt() {
    Known since = known(8, List.of(grant("active", Limits.NONE, list("boss@example.test"))));
    Answer told =
        Account.was(
            since,
            Cases.denied("resource_not_granted", "mail.messages.list", "boss@example.test"),
            NOW);
    assertThat(told.code()).isEqualTo("resource_not_granted");
    assertThat(told.now().decision()).isEqualTo("allowed");
    assertThat(told.judged()).isEqualTo(new Answer.Judged(8, NOW));
    assertThat(told.needed()).isEmpty();
    assertThat(told.words().get("en"))
        .endsWith("Made now, the same call is allowed, by the grant gra_1.");

    Known revoked = known(9, List.of(grant("revoked", Limits.NONE, list("support@example.test"))));
    Answer stopped = Account.was(revoked, Cases.allowed("completed", null, 200), NOW);
    assertThat(stopped.decision()).isEqualTo("allowed");
    assertThat(stopped.now().code()).isEqualTo("revoked");
    assertThat(stopped.needed()).extracting(Need::what).containsExactly("grant");
    assertThat(stopped.words().get("en"))
        .contains("with status 200")
        .contains("was revoked (2 June 2026, 08:00:00 (UTC))");
  }

  @Test
  void hoursSayWhenTheyBeginAgain() {
    Hours office = new Hours("Europe/Rome", List.of("wed"), "14:00", "18:00");
    Answer told =
        Account.couldBe(
            known(7, List.of(grant("active", new Limits(null, null, office), list()))),
            Cases.get(SUPPORT),
            THEN);
    assertThat(told.code()).isEqualTo("outside_hours");
    assertThat(told.needed())
        .containsExactly(Need.hours("gra_1", Instant.parse("2026-06-03T12:00:00Z")));
    assertThat(told.words().get("it"))
        .contains("fino al giorno 3 giugno 2026, 14:00:00 (Europe/Rome)");
    assertThat(told.decidedBy()).isEqualTo(new Answer.Rule("grant", "gra_1"));
  }

  @Test
  void saysFromWhereAndForWhatAGrantHolds() {
    Limits there = new Limits(null, null, null, 9, 99, List.of("192.0.2.0/24"), null);
    Known known = known(7, List.of(grant("active", there, list())));
    Answer told = Account.couldBe(known, Cases.get(SUPPORT), NOW);
    assertThat(told.code()).isEqualTo("outside_network");
    assertThat(told.needed()).containsExactly(Need.limits("network", "gra_1", there));
    assertThat(told.words().get("en"))
        .contains("holds only for calls from 192.0.2.0/24")
        .contains("Needed: a call from 192.0.2.0/24");
    PossibleCall from = Cases.get(SUPPORT);
    Answer allowed =
        Account.couldBe(
            known,
            new PossibleCall(
                from.connection(),
                from.assistant(),
                from.request(),
                null,
                Network.address("192.0.2.77").orElseThrow()),
            NOW);
    assertThat(allowed.decision()).isEqualTo("allowed");
    assertThat(allowed.words().get("it")).contains("9 al giorno, 99 in tutto");
  }

  @Test
  void aLimitIsTheRecordsWordForTheStateDoesNotCount() {
    Known limited = known(7, List.of(grant("active", new Limits(null, 5, null), list())));
    Answer told =
        Account.was(
            limited,
            Cases.denied("limit_exceeded", "mail.messages.list", "support@example.test"),
            NOW);
    assertThat(told.decidedBy()).isEqualTo(new Answer.Rule("limit", "gra_1"));
    assertThat(told.now().decision()).isEqualTo("allowed");
    assertThat(told.needed())
        .containsExactly(Need.limits("wait", "gra_1", new Limits(null, 5, null)));
    assertThat(told.words().get("en")).contains("has the limit of 5 requests a minute");
    assertThat(Account.couldBe(limited, Cases.get(SUPPORT), NOW).words().get("en"))
        .endsWith(
            "Within the limit of 5 requests a minute, which only the enforcement points count.");
  }

  @Test
  void aGuardrailIsNamedWithItsOwner() {
    Answer told =
        Account.couldBe(
            known(
                7,
                List.of(grant("active", Limits.NONE, list())),
                new Guardrail("no-mail", "client", "forbid(principal, action, resource);")),
            Cases.get(SUPPORT),
            NOW);
    assertThat(told.decidedBy()).isEqualTo(new Answer.Rule("guardrail", "no-mail"));
    assertThat(told.guardrails()).containsExactly(new Answer.GuardrailFinding("no-mail", "client"));
    assertThat(told.needed()).containsExactly(Need.guardrail("no-mail", "client"));
    assertThat(told.words().get("it")).contains("no-mail").contains("(il cliente)");
  }

  @Test
  void anAllowedCallThatFailedSaysWhatFailed() {
    Answer told = Account.was(GRANTED, Cases.allowed("failed", "upstream_timeout", null), NOW);
    assertThat(told.decision()).isEqualTo("allowed");
    assertThat(told.outcome().reason()).isEqualTo("upstream_timeout");
    assertThat(told.needed()).containsExactly(Need.of("provider"));
    assertThat(told.words().get("en")).contains("did not answer in time");
    Answer open = Account.was(GRANTED, Cases.allowed(null, null, null), NOW);
    assertThat(open.outcome()).isNull();
    assertThat(open.words().get("en")).endsWith("has not been reported yet.");
    Answer lost =
        Account.was(GRANTED, Cases.allowed("unknown", "enforcement_point_lost", null), NOW);
    assertThat(lost.words().get("en")).contains("is not known");
  }

  @Test
  void aCallThatWasNoOperationIsExplainedByTheDefinition() {
    Answer told = Account.was(GRANTED, Cases.denied("no_operation", null, "a/b/c"), NOW);
    assertThat(told.code()).isEqualTo("no_operation");
    assertThat(told.decidedBy()).isEqualTo(new Answer.Rule("definition", "sandbox"));
    assertThat(told.operations()).isNotEmpty().noneMatch(each -> each.fits());
    assertThat(told.needed()).containsExactly(Need.of("operation"));
    assertThat(told.now()).isNull();
  }
}
