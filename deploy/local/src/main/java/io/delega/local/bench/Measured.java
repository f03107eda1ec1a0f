package io.delega.local.bench;

import java.util.Arrays;
import java.util.List;

/**
 * What one target did in one round.
 *
 * @param requestsPerSecond answered with status 200
 * @param p50Millis the median latency
 * @param p99Millis the latency that one request in a hundred exceeds
 * @param errors anything but status 200
 */
record Measured(double requestsPerSecond, double p50Millis, double p99Millis, long errors) {
  /** From all latencies, in nanoseconds. */
  static Measured of(long[] nanos, int count, long errors, double seconds) {
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return new Measured(
        count / seconds, percentile(sorted, 0.50), percentile(sorted, 0.99), errors);
  }

  /** The middle round of several, figure by figure; errors are added up. */
  static Measured median(List<Measured> rounds) {
    return new Measured(
        middle(rounds.stream().mapToDouble(Measured::requestsPerSecond).toArray()),
        middle(rounds.stream().mapToDouble(Measured::p50Millis).toArray()),
        middle(rounds.stream().mapToDouble(Measured::p99Millis).toArray()),
        rounds.stream().mapToLong(Measured::errors).sum());
  }

  private static double middle(double[] figures) {
    Arrays.sort(figures);
    return figures[figures.length / 2];
  }

  private static double percentile(long[] sorted, double share) {
    if (sorted.length == 0) {
      return 0;
    }
    int index = (int) Math.ceil(share * sorted.length) - 1;
    return sorted[Math.max(0, index)] / 1e6;
  }
}
