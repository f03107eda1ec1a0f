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
  private final Duration most;

  @Inject
  RefreshTiming(VaultConfig config) {
    this.most = config.refresh().ahead();
  }

  /** Whether the access token should be refreshed before it is used. */
  public boolean due(CredentialRow row, Instant now) {
    return row.accessExpiresAt != null && !now.isBefore(row.accessExpiresAt.minus(ahead(row)));
  }

  /** Whether the refresh token is in the last fifth of its life. */
  public boolean lapsing(CredentialRow row, Instant now) {
    if (row.refreshExpiresAt == null) {
      return false;
    }
    Duration life = Duration.between(row.obtainedAt, row.refreshExpiresAt);
    return now.isAfter(row.refreshExpiresAt.minus(life.dividedBy(5)));
  }

  private Duration ahead(CredentialRow row) {
    Duration tenth = Duration.between(row.obtainedAt, row.accessExpiresAt).dividedBy(10);
    Duration bound = tenth.compareTo(most) < 0 ? tenth : most;
    // From half of the bound to all of it.
    int spread = 50 + Math.floorMod(row.connection.hashCode(), 51);
    return bound.multipliedBy(spread).dividedBy(100);
  }
}
