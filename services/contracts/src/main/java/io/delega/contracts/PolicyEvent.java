package io.delega.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/** Facts of access-policy: assistants, grants, guardrails, enforcement. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface PolicyEvent extends EventData {

  /** Permissions are personal: their resources name mailboxes and records. */
  record Terms(List<Permission> permissions) {}

  @Type("assistant.created")
  record AssistantCreated(String assistant, String name, String subject, String issuer)
      implements PolicyEvent {}

  /** {@code to}: active, quarantined, deleted. */
  @Type("assistant.state-changed")
  record AssistantStateChanged(String assistant, String to, String reason) implements PolicyEvent {}

  /** An agency trusts an issuer for its assistants, or trusts it differently from now on. */
  @Type("issuer.trusted")
  record IssuerTrusted(String name, String issuer, String audience, String jwksUri)
      implements PolicyEvent {}

  /** The agency does not trust it any more: tokens of it get nobody in. */
  @Type("issuer.removed")
  record IssuerRemoved(String name, String issuer) implements PolicyEvent {}

  /** {@code source}: consent (the client's own) or agency (within a consent). */
  @Type("grant.created")
  record GrantCreated(
      String grant,
      String assistant,
      String connection,
      String client,
      List<String> operations,
      Limits limits,
      String source,
      Terms personal)
      implements PolicyEvent {}

  /** What it permits, or within which limits, is another from here on. */
  @Type("grant.changed")
  record GrantChanged(
      String grant,
      String assistant,
      String connection,
      String client,
      List<String> operations,
      Limits limits,
      Terms personal)
      implements PolicyEvent {}

  /** What is asked is personal, as is the sentence why. */
  record Asked(List<Permission> permissions, String reason) {}

  /** The agency asks a client for more on a connection; {@code request} is the request's id. */
  @Type("access.requested")
  record AccessRequested(
      String request,
      String assistant,
      String connection,
      String client,
      List<String> operations,
      Limits limits,
      Instant expiresAt,
      Asked personal)
      implements PolicyEvent {}

  /** The client agreed to it; {@code grant} is what came of it. */
  @Type("access.accepted")
  record AccessAccepted(
      String request, String assistant, String connection, String client, String grant)
      implements PolicyEvent {}

  /** The client said no; nothing changes. */
  @Type("access.declined")
  record AccessDeclined(String request, String assistant, String connection, String client)
      implements PolicyEvent {}

  /** The agency took the request back. */
  @Type("access.withdrawn")
  record AccessWithdrawn(String request, String assistant, String connection, String client)
      implements PolicyEvent {}

  /** {@code reason}: expired (unanswered in its time), connection_revoked or assistant_deleted. */
  @Type("access.expired")
  record AccessExpired(
      String request, String assistant, String connection, String client, String reason)
      implements PolicyEvent {}

  /** The grant ends soon, by its own limit. */
  @Type("grant.expiring")
  record GrantExpiring(
      String grant, String assistant, String connection, String client, Instant expiresAt)
      implements PolicyEvent {}

  @Type("grant.revoked")
  record GrantRevoked(
      String grant, String assistant, String connection, String client, String reason)
      implements PolicyEvent {}

  /** The grant's own end has come. */
  @Type("grant.expired")
  record GrantExpired(String grant, String assistant, String connection, String client)
      implements PolicyEvent {}

  /** A revocation is enforced by every enforcement point. */
  @Type("revocation.enforced")
  record RevocationEnforced(
      String grant, String connection, String client, int confirmed, int expired, long tookMs)
      implements PolicyEvent {}

  /** All grants of a session's consent are enforced everywhere; connect completes the session. */
  @Type("consent.enforced")
  record ConsentEnforced(
      String session,
      String connection,
      String client,
      List<String> grants,
      int confirmed,
      int expired,
      long tookMs)
      implements PolicyEvent {}

  /**
   * A change that takes something away, or gives it back, is in force at every enforcement point.
   *
   * @param what guardrail, assistant, connection or grant
   * @param about its name or id
   */
  @Type("restriction.enforced")
  record RestrictionEnforced(
      String what,
      String about,
      String connection,
      String client,
      int confirmed,
      int expired,
      long tookMs)
      implements PolicyEvent {}

  /** A guardrail's text is personal: it may name mailboxes and records. */
  record Rule(String text) {}

  /** {@code owner}: platform, agency or client; {@code client} the one that owns it. */
  @Type("guardrail.set")
  record GuardrailSet(String guardrail, String owner, String client, Rule personal)
      implements PolicyEvent {}

  @Type("guardrail.deleted")
  record GuardrailDeleted(String guardrail, String owner, String client) implements PolicyEvent {}
}
