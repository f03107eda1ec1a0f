package io.delega.local.bench;

import java.io.PrintStream;
import java.util.Map;

/**
 * What was measured.
 *
 * @param load the load generator
 * @param results by target; the middle of all rounds
 * @param residentMegabytes by service
 */
public record Report(
    String load,
    int connections,
    Map<String, Measured> results,
    Map<String, Long> residentMegabytes) {
  /** The table for people. */
  public void print(PrintStream out) {
    Measured direct = results.get("direct");
    out.println();
    out.printf(
        "  %-10s %10s %10s %10s %8s %12s%n",
        "", "req/s", "p50 ms", "p99 ms", "errors", "of direct");
    results.forEach(
        (name, measured) ->
            out.printf(
                "  %-10s %10.0f %10.2f %10.2f %8d %11.0f%%%n",
                name,
                measured.requestsPerSecond(),
                measured.p50Millis(),
                measured.p99Millis(),
                measured.errors(),
                100 * measured.requestsPerSecond() / direct.requestsPerSecond()));
    out.println();
    residentMegabytes.forEach((name, size) -> out.printf("  %-16s %6d MB%n", name, size));
    out.printf("  %-16s %6d MB resident%n", "all", totalMegabytes());
  }

  /** All of the platform's processes; memory they share is counted for each. */
  public long totalMegabytes() {
    return residentMegabytes.values().stream().mapToLong(Long::longValue).sum();
  }
}
