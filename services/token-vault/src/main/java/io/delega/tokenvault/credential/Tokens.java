package io.delega.tokenvault.credential;

import io.delega.keys.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a provider gave, in clear; lives until it is sealed.
 *
 * @param access the access token, or for keys and passwords the fields as JSON
 * @param refresh the refresh token; absent in the answer to a refresh means the old one stays
 * @param accessExpiresAt when the access token runs out; absent: not told
 * @param refreshExpiresAt when the refresh token runs out; absent: not told
 * @param scopes what was granted; absent: what was asked for
 * @param account how the provider calls the account; personal
 * @param dpopKey the private key that the access token is bound to
 */
public record Tokens(
    Secret access,
    Optional<Secret> refresh,
    Optional<Instant> accessExpiresAt,
    Optional<Instant> refreshExpiresAt,
    Optional<List<String>> scopes,
    Optional<String> account,
    Optional<Secret> dpopKey) {
  /** Tokens that are bound to no key. */
  public Tokens(
      Secret access,
      Optional<Secret> refresh,
      Optional<Instant> accessExpiresAt,
      Optional<Instant> refreshExpiresAt,
      Optional<List<String>> scopes,
      Optional<String> account) {
    this(access, refresh, accessExpiresAt, refreshExpiresAt, scopes, account, Optional.empty());
  }

  /** The same without a refresh token. */
  public Tokens withoutRefresh() {
    return new Tokens(
        access, Optional.empty(), accessExpiresAt, Optional.empty(), scopes, account, dpopKey);
  }
}
