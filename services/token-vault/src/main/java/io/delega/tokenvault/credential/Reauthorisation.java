package io.delega.tokenvault.credential;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What a client's connecting again keeps of the credential before. Many providers give the refresh
 * token only the first time: where the answer omits it, the old one goes on, if it can be no other
 * account's and the provider has not refused it.
 */
@Singleton
public class Reauthorisation {
  private final CredentialSeal seal;

  @Inject
  Reauthorisation(CredentialSeal seal) {
    this.seal = seal;
  }

  /** The tokens of the new credential, with the old refresh token and its expiry where it stays. */
  public Uni<Tokens> complete(CredentialRow fresh, Tokens tokens, Optional<CredentialRow> before) {
    Optional<CredentialRow> old =
        before.filter(row -> tokens.refresh().isEmpty() && mayKeep(row, fresh));
    return old.isEmpty() || tokens.account().isEmpty()
        ? Uni.createFrom().item(tokens)
        : seal.account(old.get()).chain(account -> kept(old.get(), account, tokens));
  }

  private Uni<Tokens> kept(CredentialRow old, Optional<String> account, Tokens tokens) {
    return account.equals(tokens.account())
        ? seal.refresh(old)
            .map(
                refresh ->
                    new Tokens(
                        tokens.access(),
                        refresh,
                        tokens.accessExpiresAt(),
                        Optional.ofNullable(old.refreshExpiresAt),
                        tokens.scopes(),
                        tokens.account(),
                        tokens.dpopKey()))
        : Uni.createFrom().item(tokens);
  }

  /**
   * The same app at the same token endpoint, and a refresh token that still counts. Accounts are
   * compared besides: a client may well have signed in with another one.
   */
  static boolean mayKeep(CredentialRow old, CredentialRow fresh) {
    boolean refused =
        CredentialRow.DEGRADED.equals(old.state)
            || old.gone()
            || "invalid_grant".equals(old.reason);
    return old.refresh != null
        // It may be bound to the old key, which ends with its generation.
        && old.dpopKey == null
        && !refused
        && !lapsed(old, fresh.obtainedAt)
        && old.agency.equals(fresh.agency)
        && old.client.equals(fresh.client)
        && old.integration.equals(fresh.integration)
        && Objects.equals(old.clientId, fresh.clientId)
        && ProviderProfile.of(old).tokenUrl().equals(ProviderProfile.of(fresh).tokenUrl());
  }

  private static boolean lapsed(CredentialRow old, Instant now) {
    return old.refreshExpiresAt != null && !now.isBefore(old.refreshExpiresAt);
  }
}
