package io.delega.sandbox;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * How the platform misbehaves now. In a change, null leaves a switch as it is.
 *
 * @param tokenDelayMs the token endpoint works this much later
 * @param apiDelayMs the API answers this much later
 * @param tooManyRequests so many API requests are answered 429
 * @param retryAfter the {@code Retry-After} of those, in seconds
 * @param serverErrors so many API requests are answered 500
 * @param tokenErrors so many token requests are answered 503, with nothing done
 * @param dropTokenAnswers so many token requests are carried out, and their connection is dropped
 *     in place of an answer
 * @param tokenLifetime seconds that new access tokens live
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Switches(
    Long tokenDelayMs,
    Long apiDelayMs,
    Integer tooManyRequests,
    Integer retryAfter,
    Integer serverErrors,
    Integer tokenErrors,
    Integer dropTokenAnswers,
    Long tokenLifetime) {
  /** Nothing is changed. */
  public static final Switches NONE = new Switches(null, null, null, null, null, null, null, null);

  /** Good behaviour; the lifetime of tokens stays. */
  public static final Switches GOOD = new Switches(0L, 0L, 0, 1, 0, 0, 0, null);

  Switches with(Switches change) {
    return new Switches(
        or(change.tokenDelayMs, tokenDelayMs),
        or(change.apiDelayMs, apiDelayMs),
        or(change.tooManyRequests, tooManyRequests),
        or(change.retryAfter, retryAfter),
        or(change.serverErrors, serverErrors),
        or(change.tokenErrors, tokenErrors),
        or(change.dropTokenAnswers, dropTokenAnswers),
        or(change.tokenLifetime, tokenLifetime));
  }

  private static <T> T or(T changed, T old) {
    return changed == null ? old : changed;
  }
}
