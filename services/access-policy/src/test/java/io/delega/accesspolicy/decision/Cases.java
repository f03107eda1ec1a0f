package io.delega.accesspolicy.decision;

import io.delega.accesspolicy.call.RecordedCall;
import io.delega.catalogue.Catalogue;
import io.delega.catalogue.ProviderDefinition;
import io.delega.contracts.AccessEvent.CallCompleted;
import io.delega.contracts.AccessEvent.CallDecided;
import io.delega.contracts.AccessEvent.Target;
import io.delega.contracts.EnforcementState.AssistantRef;
import io.delega.contracts.EnforcementState.Connection;
import io.delega.contracts.EnforcementState.Grant;
import io.delega.contracts.EnforcementState.Guardrail;
import io.delega.contracts.Limits;
import io.delega.contracts.Permission;
import io.delega.policy.ProxyRequest;
import io.delega.policy.RequestMatcher;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Calls of one assistant on one connection at the sandbox. */
final class Cases {
  /** A Wednesday. */
  static final Instant THEN = Instant.parse("2026-06-03T10:00:05Z");

  static final Instant NOW = Instant.parse("2026-06-04T09:00:00Z");
  static final ProviderDefinition SANDBOX = Catalogue.builtIn().find("sandbox").orElseThrow();
  static final Known.Who BOT = new Known.Who("ast_bot", "Bot", "https://issuer.example", "bot");

  private Cases() {}

  static Permission list(String... mailboxes) {
    return new Permission(
        "mail.messages.list",
        mailboxes.length == 0 ? Map.of() : Map.of("mailbox", List.of(mailboxes)));
  }

  static Grant grant(String state, Limits limits, Permission permission) {
    return new Grant(
        "gra_1",
        state,
        new AssistantRef(BOT.id(), BOT.issuer(), BOT.subject(), "active"),
        List.of(permission),
        limits,
        "none",
        "active".equals(state) ? null : Instant.parse("2026-06-02T08:00:00Z"));
  }

  static Known known(long version, List<Grant> grants, Guardrail... guardrails) {
    return new Known(
        new Connection(
            "con_1", "agency", "cli_1", "sandbox", version, "active", grants, List.of(guardrails)),
        SANDBOX,
        BOT,
        List.of(list("support@example.test", "sales@example.test")),
        RequestMatcher.of(SANDBOX));
  }

  static PossibleCall get(String path) {
    return new PossibleCall("con_1", BOT.id(), ProxyRequest.of("GET", path, null), null, null);
  }

  static RecordedCall denied(String reason, String operation, String mailbox) {
    return new RecordedCall(
        "agency",
        "bot",
        THEN,
        decided("denied", reason, operation, operation == null ? null : "gra_1", mailbox),
        null,
        null);
  }

  static RecordedCall allowed(String outcome, String reason, Integer status) {
    CallCompleted completed =
        new CallCompleted(
            "call_1",
            "con_1",
            "cli_1",
            "sandbox",
            "ast_bot",
            "gra_1",
            "mail.messages.list",
            outcome,
            reason,
            status,
            0L,
            10L,
            7L,
            "inc_1");
    return new RecordedCall(
        "agency",
        "bot",
        THEN,
        decided("allowed", null, "mail.messages.list", "gra_1", "support@example.test"),
        outcome == null ? null : THEN.plusMillis(7),
        outcome == null ? null : completed);
  }

  private static CallDecided decided(
      String outcome, String reason, String operation, String grant, String mailbox) {
    return new CallDecided(
        "call_1",
        "con_1",
        "cli_1",
        "sandbox",
        operation == null ? null : "ast_bot",
        grant,
        operation,
        "GET",
        outcome,
        reason,
        7,
        "inc_1",
        new Target(
            "/mail/" + mailbox.replace("@", "%40") + "/messages",
            operation == null ? null : Map.of("mailbox", List.of(mailbox))),
        null);
  }
}
