package io.delega.local.chaos;

import io.delega.local.chaos.Sighting.Kind;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The outcome of a run.
 *
 * @param rounds how many rounds were begun
 */
public record ChaosReport(long seed, int rounds, List<Result> results) {
  private static final long[] BUCKETS = {5, 10, 15, 20, 30, 60, 100, 250, 1_000, 5_000, 10_000};

  /** What must not be, in words. */
  public List<String> violations() {
    return results.stream()
        .flatMap(
            result ->
                result.violations().stream().map(each -> result.disturbance().words + ": " + each))
        .toList();
  }

  /** As tables in Markdown. */
  public void print(PrintStream out) {
    out.printf("%nSeed %d, %d rounds.%n%n", seed, rounds);
    out.println(
        "| while | revocations | requests seen | last request | request body | answer |"
            + " answered p50 / p99 / most | 503 first |");
    out.println("|---|---|---|---|---|---|---|---|");
    for (Disturbance disturbance : Disturbance.values()) {
      List<Result> its = results.stream().filter(r -> r.disturbance() == disturbance).toList();
      if (!its.isEmpty()) {
        row(out, disturbance, its);
      }
    }
    histogram(out);
    violations().forEach(violation -> out.println("VIOLATED: " + violation));
  }

  private static void row(PrintStream out, Disturbance disturbance, List<Result> its) {
    long[] took = millis(its.stream());
    out.printf(
        "| %s | %d | %d | %s | %s | %s | %d / %d / %d ms | %d |%n",
        disturbance.words,
        took.length,
        its.stream().mapToLong(Result::requests).sum(),
        latest(its, Kind.REQUEST),
        latest(its, Kind.UPLOAD),
        latest(its, Kind.ANSWER),
        percentile(took, 50),
        percentile(took, 99),
        percentile(took, 100),
        its.stream()
            .flatMap(result -> result.revocations().stream())
            .filter(revocation -> revocation.pending() > 0)
            .count());
  }

  private static String latest(List<Result> its, Kind kind) {
    return its.stream()
        .filter(result -> result.residual().containsKey(kind))
        .mapToLong(result -> result.residual().get(kind))
        .max()
        .stream()
        .mapToObj(nanos -> "%+.1f ms".formatted(nanos / 1e6))
        .findFirst()
        .orElse("none");
  }

  private void histogram(PrintStream out) {
    long[] took = millis(results.stream().filter(r -> r.disturbance() == Disturbance.NONE));
    if (took.length == 0) {
      return;
    }
    out.printf(
        "%nUndisturbed, %d revocations:%n%n| answered within | revocations |%n|---|---|%n",
        took.length);
    int counted = 0;
    for (long bucket : BUCKETS) {
      int within = (int) Arrays.stream(took).filter(each -> each <= bucket).count();
      if (within > counted) {
        out.printf("| %d ms | %d |%n", bucket, within - counted);
      }
      counted = within;
    }
  }

  private static long[] millis(Stream<Result> results) {
    return results
        .flatMap(result -> result.revocations().stream())
        .mapToLong(Revocation::millis)
        .sorted()
        .toArray();
  }

  private static long percentile(long[] sorted, int percent) {
    int rank = (int) Math.ceil(sorted.length * percent / 100.0);
    return sorted.length == 0 ? -1 : sorted[Math.max(0, rank - 1)];
  }
}
