package io.delega.policy;

import io.delega.catalogue.Catalogue;
import io.delega.catalogue.ProviderDefinition;
import io.delega.contracts.EnforcementState.AssistantRef;
import io.delega.contracts.EnforcementState.Connection;
import io.delega.contracts.EnforcementState.Grant;
import io.delega.contracts.EnforcementState.Guardrail;
import io.delega.contracts.Limits;
import io.delega.contracts.Permission;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A connection at the sandbox with one assistant. */
final class Fixtures {
  static final Instant NOW = Instant.parse("2026-06-03T10:00:00Z");
  static final String ISSUER = "https://issuer.example";
  static final AssistantRef BOT = new AssistantRef("ast_bot", ISSUER, "bot", "active");
  static final ProviderDefinition SANDBOX = Catalogue.builtIn().find("sandbox").orElseThrow();
  static final RequestMatcher MATCHER = RequestMatcher.of(SANDBOX);

  private Fixtures() {}

  static Permission read(String... mailboxes) {
    return new Permission(
        "mail.messages.list",
        mailboxes.length == 0 ? Map.of() : Map.of("mailbox", List.of(mailboxes)));
  }

  static Grant grant(String id, String state, Limits limits, Permission... permissions) {
    return new Grant(id, state, BOT, List.of(permissions), limits, "none", null);
  }

  static Connection connection(Grant... grants) {
    return connection(List.of(grants), List.of());
  }

  static Connection connection(List<Grant> grants, List<Guardrail> guardrails) {
    return new Connection("con_1", "agency", "cli_1", "sandbox", 1, "active", grants, guardrails);
  }

  static MatchResult.Matched list(String mailbox) {
    return (MatchResult.Matched)
        MATCHER.match(ProxyRequest.of("GET", "/mail/" + mailbox + "/messages", null));
  }

  static Decision decide(Connection state, MatchResult.Matched match) {
    return decide(state, match, NOW);
  }

  static Decision decide(Connection state, MatchResult.Matched match, Instant now) {
    return ConnectionPolicy.compile(state, MATCHER)
        .decide(ISSUER, "bot", match, Circumstances.at(now));
  }

  static String code(Decision decision) {
    return decision instanceof Decision.Denied denied ? denied.code() : "allowed";
  }
}
