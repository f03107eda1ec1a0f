package io.delega.local.chaos;

import io.delega.local.chaos.Sighting.Kind;
import java.util.List;
import java.util.Map;

/**
 * What one disturbance brought to light.
 *
 * @param requests how many requests the provider saw under the grants
 * @param residual by kind, how long after the 200 the last one was seen, in nanoseconds
 * @param violations what must not be
 */
record Result(
    Disturbance disturbance,
    List<Revocation> revocations,
    long requests,
    Map<Kind, Long> residual,
    List<String> violations) {
  /** In a line. */
  String line() {
    long least = revocations.stream().mapToLong(Revocation::millis).min().orElse(-1);
    long most = revocations.stream().mapToLong(Revocation::millis).max().orElse(-1);
    return "%-58s %2d revocations, %d to %d ms; last request %s, request body %s, answer %s ms%s"
        .formatted(
            disturbance.words,
            revocations.size(),
            least,
            most,
            millis(Kind.REQUEST),
            millis(Kind.UPLOAD),
            millis(Kind.ANSWER),
            violations.isEmpty() ? "" : "; VIOLATED");
  }

  private String millis(Kind kind) {
    Long nanos = residual.get(kind);
    return nanos == null ? "none" : "%+.1f".formatted(nanos / 1e6);
  }
}
