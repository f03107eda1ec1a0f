package io.delega.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/** Facts of token-vault about credentials. No payload ever holds one. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface VaultEvent extends EventData {

  /** {@code version} counts the secrets an integration ever had, from 1. */
  @Type("integration.secret-set")
  record IntegrationSecretSet(String integration, int version) implements VaultEvent {}

  /** {@code generation} counts the credentials of a connection, from 1. */
  @Type("credential.stored")
  record CredentialStored(
      String connection,
      String client,
      String integration,
      String mode,
      int generation,
      Instant expiresAt,
      Instant refreshExpiresAt,
      List<String> scopes)
      implements VaultEvent {}

  @Type("credential.refreshed")
  record CredentialRefreshed(
      String connection, String client, int generation, Instant expiresAt, boolean rotated)
      implements VaultEvent {}

  @Type("credential.refresh-failed")
  record CredentialRefreshFailed(
      String connection, String client, int generation, String reason, boolean retryable)
      implements VaultEvent {}

  /** {@code state}: active, degraded or broken; connect shows it as the connection's state. */
  @Type("credential.state-changed")
  record CredentialStateChanged(String connection, String client, String state, String reason)
      implements VaultEvent {}

  /** {@code outcome}, once it is certain: revoked, unsupported, failed (impossible or given up). */
  @Type("credential.revoked-at-provider")
  record CredentialRevokedAtProvider(
      String connection, String client, String outcome, String reason) implements VaultEvent {}

  @Type("credential.shredded")
  record CredentialShredded(String connection, String client, int generations)
      implements VaultEvent {}

  /**
   * What is stored is not what was stored: somebody changed the database. {@code finding}: changed
   * (other bytes), older (a former row was put back), unanchored (its anchor is gone), missing (the
   * row is gone), or unreadable (it does not open where it stands). Told once per finding.
   */
  @Type("credential.tampered")
  record CredentialTampered(String connection, String client, String finding)
      implements VaultEvent {}

  /** {@code kek}: the version of the key-encryption key that wraps it now. */
  @Type("credential.rewrapped")
  record CredentialRewrapped(String connection, String client, int generation, String kek)
      implements VaultEvent {}

  /** {@code kek}: the version of the key-encryption key that wraps it now. */
  @Type("integration.secret-rewrapped")
  record IntegrationSecretRewrapped(String integration, int version, String kek)
      implements VaultEvent {}

  /** {@code kek}: the version under which everything of the agency is being brought. */
  @Type("keys.rewrap-started")
  record KeysRewrapStarted(String kek) implements VaultEvent {}

  /** Nothing of the agency is left under an older version; how many were brought under this one. */
  @Type("keys.rewrap-completed")
  record KeysRewrapCompleted(String kek, int credentials, int secrets) implements VaultEvent {}
}
