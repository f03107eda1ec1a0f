package io.delega.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
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

  @Type("guardrail.set")
  record GuardrailSet(String guardrail, String text) implements PolicyEvent {}

  @Type("guardrail.deleted")
  record GuardrailDeleted(String guardrail) implements PolicyEvent {}
}
