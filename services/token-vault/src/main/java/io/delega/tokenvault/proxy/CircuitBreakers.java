package io.delega.tokenvault.proxy;

import io.delega.api.ProblemException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A breaker for each host, apart for each agency: what one agency declares as its provider never
 * keeps another from calling.
 */
final class CircuitBreakers {
  private static final int MOST = 10_000;

  private final Map<Key, CircuitBreaker> breakers = new ConcurrentHashMap<>();

  private record Key(String agency, String authority) {}

  /** The breaker of the host that this agency calls. */
  CircuitBreaker of(String agency, URI url) {
    if (breakers.size() > MOST) {
      breakers.values().removeIf(CircuitBreaker::isClosed);
    }
    return breakers.computeIfAbsent(
        new Key(agency, url.getRawAuthority()), first -> new CircuitBreaker());
  }

  /** The answer while a breaker is open. */
  static ProblemException open(long nanos) {
    long seconds = Math.max(1, Duration.ofNanos(nanos).plusMillis(999).toSeconds());
    return new ProblemException(
            503,
            "upstream_circuit_open",
            "The provider has failed again and again; it is left alone for a moment.")
        .header("Retry-After", Long.toString(seconds));
  }
}
