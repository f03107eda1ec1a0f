package io.delega.accesspolicy.decision;

import io.delega.contracts.Limits;
import io.delega.contracts.Permission;
import io.delega.policy.AccessClass;
import io.delega.policy.GrantFinding;
import io.delega.policy.OperationFinding;
import io.delega.policy.OperationFinding.Why;
import io.delega.policy.PermissionCheck;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Finds out what would have to change for a call to be allowed, or to succeed. */
final class Needs {
  private static final String PROVIDER = "provider";
  private static final String RETRY = "retry";

  /** Where the code alone says what is needed. */
  private static final Map<String, String> PLAIN =
      Map.ofEntries(
          Map.entry("path_not_canonical", "canonical_path"),
          Map.entry("bad_framing", "plain_request"),
          Map.entry("upgrade_refused", "plain_request"),
          Map.entry("unauthenticated", "token"),
          Map.entry("forbidden", "assistant_token"),
          Map.entry("not_found", "own_connection"),
          Map.entry("connection_suspended", "resume_connection"),
          Map.entry("assistant_quarantined", "release_assistant"),
          Map.entry("policy_error", "mend_rules"),
          Map.entry("too_many_denials", "fewer_denials"),
          Map.entry("too_many_calls", "fewer_calls"),
          Map.entry("body_too_large", "shorter"),
          Map.entry("connection_broken", "reconnect"),
          Map.entry("upstream_refused", "open_address"),
          Map.entry("upstream_unreachable", PROVIDER),
          Map.entry("upstream_unavailable", PROVIDER),
          Map.entry("upstream_timeout", PROVIDER),
          Map.entry("upstream_broke_off", PROVIDER),
          Map.entry("upstream_circuit_open", PROVIDER),
          Map.entry("upstream_answer_too_large", "shorter"),
          Map.entry("enforcement_stale", RETRY),
          Map.entry("audit_unavailable", RETRY),
          Map.entry("keys_unavailable", RETRY),
          Map.entry("limits_unavailable", RETRY),
          Map.entry("issuer_unavailable", RETRY),
          Map.entry("enforcement_point_lost", RETRY),
          Map.entry("caller_gone", "patience"));

  private final Situation situation;

  Needs(Situation situation) {
    this.situation = situation;
  }

  /** What would have mended a denial or failure with this code. */
  List<Need> of(String code) {
    String plain = PLAIN.get(code);
    if (plain != null) {
      return List.of(Need.of(plain));
    }
    String grant = situation.verdict().grant();
    return switch (code) {
      case "no_grant", "resource_not_granted", "grant_expired" -> grant();
      case "revoked" -> situation.connectionIsRevoked() ? List.of(Need.of("connect")) : grant();
      case "grant_suspended" -> List.of(Need.of("resume_grant", grant));
      case "outside_hours" -> List.of(Need.hours(grant, opening()));
      case "guardrail_forbids" -> guardrails();
      case "operation_changed" -> List.of(askTheClient());
      case "limit_exceeded" -> List.of(Need.limits("wait", grant, limits()));
      case "outside_network" -> List.of(Need.limits("network", grant, limits()));
      case "read_only" -> List.of(Need.limits("more_than_reading", grant, limits()));
      case "no_operation" -> List.of(Need.of(operation()));
      default -> List.of(Need.of("report"));
    };
  }

  private List<Need> grant() {
    Known.Who who = situation.known().who();
    String operation = situation.verdict().operation();
    boolean agreed =
        operation != null
            && PermissionCheck.covers(
                AccessClass.held(situation.known().agreed(), situation.known().definition()),
                List.of(new Permission(operation, situation.resources())));
    Need grant = Need.grant(agreed ? "agency" : "client", operation, situation.resources());
    return who.id() == null ? List.of(Need.of("assistant"), grant) : List.of(grant);
  }

  private Need askTheClient() {
    return Need.grant("client", situation.verdict().operation(), situation.resources());
  }

  private java.time.Instant opening() {
    return situation
        .nearest()
        .filter(each -> each.kept() != null)
        .map(each -> each.kept().until())
        .orElse(null);
  }

  private Limits limits() {
    return situation.nearest().map(GrantFinding::limits).orElse(null);
  }

  private List<Need> guardrails() {
    return situation.guardrails().isEmpty()
        ? List.of(Need.of("guardrail"))
        : situation.guardrails().stream()
            .map(each -> Need.guardrail(each.name(), each.owner()))
            .toList();
  }

  private String operation() {
    Stream<Why> reasons = situation.operations().stream().map(OperationFinding::why);
    return reasons
        .filter(why -> why == Why.UNCLEAR || why == Why.AMBIGUOUS)
        .map(why -> why == Why.UNCLEAR ? "clear_request" : "definition")
        .findFirst()
        .orElse("operation");
  }
}
