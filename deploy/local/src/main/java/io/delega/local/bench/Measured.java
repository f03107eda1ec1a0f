package io.delega.local.bench;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one target did in one round.
 *
 * @param requestsPerSecond answered with status 200
 * @param p50Millis the median latency
 * @param p99Millis the latency that one request in a hundred exceeds
 * @param errors anything but status 200
 * @param cpuMicrosPerCall processor time by process, per answered request; empty until it is added
 */
record Measured(
    double requestsPerSecond,
    double p50Millis,
    double p99Millis,
    long errors,
    Map<String, Double> cpuMicrosPerCall) {
  Measured(double requestsPerSecond, double p50Millis, double p99Millis, long errors) {
    this(requestsPerSecond, p50Millis, p99Millis, errors, Map.of());
  }

  /** From all latencies, in nanoseconds. */
  static Measured of(long[] nanos, int count, long errors, double seconds) {
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return new Measured(
        count / seconds, percentile(sorted, 0.50), percentile(sorted, 0.99), errors);
  }

  /** With what the processes used in the round. */
  Measured withCpu(Map<String, Long> usedMicros, double seconds) {
    double calls = Math.max(1, requestsPerSecond * seconds);
    Map<String, Double> perCall = new TreeMap<>();
    usedMicros.forEach((name, micros) -> perCall.put(name, micros / calls));
    return new Measured(requestsPerSecond, p50Millis, p99Millis, errors, perCall);
  }

  /** The middle round of several, figure by figure; errors are added up. */
  static Measured median(List<Measured> rounds) {
    Map<String, Double> cpu = new TreeMap<>();
    for (String name : rounds.get(0).cpuMicrosPerCall().keySet()) {
      cpu.put(
          name,
          middle(
              rounds.stream()
                  .mapToDouble(each -> each.cpuMicrosPerCall().getOrDefault(name, 0.0))
                  .toArray()));
    }
    return new Measured(
        middle(rounds.stream().mapToDouble(Measured::requestsPerSecond).toArray()),
        middle(rounds.stream().mapToDouble(Measured::p50Millis).toArray()),
        middle(rounds.stream().mapToDouble(Measured::p99Millis).toArray()),
        rounds.stream().mapToLong(Measured::errors).sum(),
        cpu);
  }

  /** All processes together, per answered request. */
  @JsonIgnore
  double allCpuMicrosPerCall() {
    return cpuMicrosPerCall.values().stream().mapToDouble(Double::doubleValue).sum();
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
