package io.delega.tokenvault.outbound;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;

/**
 * What a provider answered to one of our own calls. The body may hold secrets: it is never logged
 * nor shown, and {@link #toString} leaves it out.
 */
public final class ProviderAnswer {
  private final int status;
  private final byte[] body;
  private final Optional<String> retryAfter;
  private final Optional<String> dpopNonce;

  /** An answer with its whole body. */
  public ProviderAnswer(int status, byte[] body, Optional<String> retryAfter) {
    this(status, body, retryAfter, Optional.empty());
  }

  ProviderAnswer(int status, byte[] body, Optional<String> retryAfter, Optional<String> dpopNonce) {
    this.dpopNonce = dpopNonce;
    this.status = status;
    this.body = body;
    this.retryAfter = retryAfter;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** Whether the status is 2xx. */
  public boolean ok() {
    return status >= 200 && status < 300;
  }

  /** The body in UTF-8. */
  public String text() {
    return new String(body, UTF_8);
  }

  /** The {@code Retry-After} header. */
  public Optional<String> retryAfter() {
    return retryAfter;
  }

  /** The {@code DPoP-Nonce} header (RFC 9449, section 8). */
  public Optional<String> dpopNonce() {
    return dpopNonce;
  }

  @Override
  public String toString() {
    return "ProviderAnswer[status=" + status + "]";
  }
}
