package io.delega.sandbox;

/**
 * A request that reached this platform, as it saw it.
 *
 * @param kind {@code api}, {@code token} or {@code revoke}
 * @param token the first 16 hexadecimal digits of the SHA-256 of the token that was shown, never
 *     the token; null when none was
 * @param grantType for token requests
 */
public record Arrival(
    String time,
    String kind,
    String method,
    String path,
    String query,
    String token,
    String grantType) {}
