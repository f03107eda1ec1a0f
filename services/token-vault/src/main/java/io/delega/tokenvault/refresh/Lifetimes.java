package io.delega.tokenvault.refresh;

import io.delega.tokenvault.credential.CredentialRow;
import io.delega.tokenvault.credential.Tokens;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When the tokens of a refreshed pair run out: access and refresh token have lives of their own,
 * and what the answer leaves out stays as it was.
 */
final class Lifetimes {
  private Lifetimes() {}

  /** Sets the row's times for tokens obtained now. */
  static void renew(CredentialRow row, Tokens tokens, Instant now) {
    // An expiry left out keeps the life of the token before (RFC 6749, section 5.1: the client
    // knows it by other means), not its hour, which is past.
    Optional<Duration> life =
        Optional.ofNullable(row.accessExpiresAt).map(at -> Duration.between(row.obtainedAt, at));
    row.accessExpiresAt = tokens.accessExpiresAt().or(() -> life.map(now::plus)).orElse(null);
    if (tokens.refreshExpiresAt().isPresent()) {
      row.refreshExpiresAt = tokens.refreshExpiresAt().get();
    } else if (tokens.refresh().isPresent()) {
      // Another refresh token: the hour of the old one says nothing about it.
      row.refreshExpiresAt = null;
    }
    row.obtainedAt = now;
  }
}
