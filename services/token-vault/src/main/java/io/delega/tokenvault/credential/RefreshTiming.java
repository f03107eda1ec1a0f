package io.delega.tokenvault.credential;

import io.delega.tokenvault.VaultConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;

/**
 * When an access token is refreshed: ahead of expiry by at most a tenth of its life, spread by
 * connection so that tokens made together are not refreshed together.
 */
@Singleton
public class RefreshTiming {
  /** No refresh token is renewed earlier than this before it lapses. */
  public static final Duration LAPSING = Duration.ofDays(1);

  private static final int PARTS = 10_000;

  private final Duration most;

  /** With the operator's bound. */
  @Inject
  public RefreshTiming(VaultConfig config) {
    this.most = config.refresh().ahead();
  }

  /** Whether the access token should be refreshed before it is used. */
  public boolean due(CredentialRow row, Instant now) {
    return row.accessExpiresAt != null && !now.isBefore(row.accessExpiresAt.minus(ahead(row)));
  }

  /**
   * Whether the refresh token would soon lapse: within the last fifth of its life, at most the last
   * day, spread over the latter half of that time.
   */
  public boolean lapsing(CredentialRow row, Instant now) {
    if (row.refreshExpiresAt == null) {
      return false;
    }
    Duration fifth = Duration.between(row.obtainedAt, row.refreshExpiresAt).dividedBy(5);
    return !now.isBefore(row.refreshExpiresAt.minus(spread(row, shorter(fifth, LAPSING))));
  }

  private Duration ahead(CredentialRow row) {
    Duration tenth = Duration.between(row.obtainedAt, row.accessExpiresAt).dividedBy(10);
    return spread(row, shorter(tenth, most));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /**
   * From half of the bound to all of it, by connection and, so that no two stay together, token.
   */
  private static Duration spread(CredentialRow row, Duration bound) {
    int mixed = (row.connection.hashCode() * 31 + Long.hashCode(row.version)) * 0x9E3779B9;
    return bound.multipliedBy(PARTS + (mixed >>> 16) % PARTS).dividedBy(2 * PARTS);
  }
}
