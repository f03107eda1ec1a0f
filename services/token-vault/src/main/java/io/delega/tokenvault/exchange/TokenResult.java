package io.delega.tokenvault.exchange;

import io.delega.tokenvault.credential.Tokens;
import java.time.Duration;
import java.util.Optional;

/** What came of a request to a token endpoint. */
public sealed interface TokenResult {

  /** The provider gave tokens. */
  record Granted(Tokens tokens) implements TokenResult {}

  /**
   * The provider answered and gave none.
   *
   * @param error an error code of RFC 6749 section 5.2, or {@code http_<status>}
   */
  record Refused(String error) implements TokenResult {}

  /** The provider answered that it cannot now; the request had no effect. */
  record Busy(String reason, Optional<Duration> retryAfter) implements TokenResult {}

  /** The request was not sent. */
  record NotSent(String reason) implements TokenResult {}

  /** The request may have been sent; whether it had an effect is not known. */
  record Unknown(String reason) implements TokenResult {}
}
