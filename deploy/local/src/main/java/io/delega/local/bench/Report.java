package io.delega.local.bench;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/**
 * What was measured.
 *
 * @param load the load generator
 * @param results by number of callers, then by target; the middle of all rounds
 * @param halfLoad by target, all at half of the rate that Delega carries
 * @param residentMegabytes by service
 * @param crowds with more and more connections that nobody calls
 * @param revocations while the proxy carries calls
 * @param decisions by ten policies
 * @param ledger facts on their way into it
 * @param loadSeconds for a token-vault that starts to read the largest of the crowds
 */
public record Report(
    String load,
    Map<Integer, Map<String, Measured>> results,
    Map<String, Measured> halfLoad,
    Map<String, Long> residentMegabytes,
    List<CrowdCost> crowds,
    RevocationCost revocations,
    DecisionCost decisions,
    LedgerCost ledger,
    double loadSeconds) {
  /** Every call pays for these: the proxy, and its shares of what stores its records. */
  private static final List<String> ON_THE_PATH = List.of("token-vault", "kafka", "postgres");

  /** The tables for people. */
  public void print(PrintStream out) {
    results.forEach((connections, targets) -> print(out, connections, targets));
    out.println();
    residentMegabytes.forEach((name, size) -> out.printf("  %-16s %6d MB%n", name, size));
    out.printf("  %-16s %6d MB resident%n", "all", totalMegabytes());
    printHalfLoad(out);
    printCrowds(out);
    out.printf("  A token-vault that starts reads all of it in %.1f s%n", loadSeconds);
    printControl(out);
  }

  private void printControl(PrintStream out) {
    Measured answered = revocations.measured();
    out.printf(
        "%n  Revoked and confirmed by %d token-vault, %.0f calls/s beside: p50 %.1f ms, p99 %.1f ms,"
            + " %.0f/s%n",
        revocations.replicas(),
        revocations.callsPerSecond(),
        answered.p50Millis(),
        answered.p99Millis(),
        answered.requestsPerSecond());
    out.printf("%n  %-22s %10s %10s%n", "decision, 10 policies", "p50 us", "p99 us");
    print(out, "asking Cedar", decisions.uncached());
    print(out, "remembered", decisions.cached());
    print(out, ledger);
  }

  static void print(PrintStream out, LedgerCost ledger) {
    out.printf(
        "%n  Ledger: %.0f facts/s at most; at %.0f/s each is under a signed checkpoint after p50 %.0f"
            + " ms, p99 %.0f ms%n",
        ledger.mostPerSecond(),
        ledger.paced().requestsPerSecond(),
        ledger.paced().p50Millis(),
        ledger.paced().p99Millis());
    out.printf(
        "  %d entries verified at %.0f/s; a proof p50 %.1f ms, p99 %.1f ms%n",
        ledger.size(),
        ledger.verifiedPerSecond(),
        ledger.proofs().p50Millis(),
        ledger.proofs().p99Millis());
  }

  private static void print(PrintStream out, String name, Measured measured) {
    out.printf(
        "  %-22s %10.1f %10.1f%n", name, measured.p50Millis() * 1e3, measured.p99Millis() * 1e3);
  }

  private void printHalfLoad(PrintStream out) {
    Measured direct = halfLoad.get("direct");
    out.printf(
        "%n  %-10s %10s %10s %10s %8s%n", "half load", "req/s", "p50 ms", "p99 ms", "errors");
    halfLoad.forEach(
        (name, measured) ->
            out.printf(
                "  %-10s %10.0f %10.2f %10.2f %8d%n",
                name,
                measured.requestsPerSecond(),
                measured.p50Millis(),
                measured.p99Millis(),
                measured.errors()));
    Measured delega = halfLoad.get("delega");
    out.printf(
        "  Delega adds %.2f ms in the median, %.2f ms at the 99th percentile%n",
        delega.p50Millis() - direct.p50Millis(), delega.p99Millis() - direct.p99Millis());
  }

  private void printCrowds(PrintStream out) {
    out.printf(
        "%n  %-22s %16s %12s %14s%n", "further connections", "token-vault us", "MB", "bytes each");
    CrowdCost first = crowds.get(0);
    for (CrowdCost cost : crowds) {
      out.printf(
          "  %-22d %16.0f %12d %14s%n",
          cost.connections(),
          cost.cpuMicrosPerCall(),
          cost.residentKilobytes() / 1024,
          cost == first
              ? ""
              : (cost.residentKilobytes() - first.residentKilobytes())
                  * 1024
                  / (cost.connections() - first.connections()));
    }
  }

  private static void print(PrintStream out, int connections, Map<String, Measured> targets) {
    Measured direct = targets.get("direct");
    out.println();
    out.printf(
        "  %-10s %10s %10s %10s %8s %10s%n",
        connections + " callers", "req/s", "p50 ms", "p99 ms", "errors", "of direct");
    targets.forEach(
        (name, measured) ->
            out.printf(
                "  %-10s %10.0f %10.2f %10.2f %8d %9.1f%%%n",
                name,
                measured.requestsPerSecond(),
                measured.p50Millis(),
                measured.p99Millis(),
                measured.errors(),
                100 * measured.requestsPerSecond() / direct.requestsPerSecond()));
    Measured delega = targets.get("delega");
    out.printf("%n  CPU of one call through Delega, in microseconds%n");
    delega
        .cpuMicrosPerCall()
        .forEach((name, micros) -> out.printf("  %-16s %8.0f%n", name, micros));
    out.printf("  %-16s %8.0f%n", "all", delega.allCpuMicrosPerCall());
    double path =
        ON_THE_PATH.stream()
            .mapToDouble(name -> delega.cpuMicrosPerCall().getOrDefault(name, 0.0))
            .sum();
    out.printf(
        "  token-vault, Kafka and PostgreSQL %.0f: %.0f calls per CPU-second%n", path, 1e6 / path);
    if (targets.containsKey("nginx")) {
      double nginx = targets.get("nginx").cpuMicrosPerCall().getOrDefault("nginx", 0.0);
      out.printf("  nginx %.0f: Delega costs %.1f times as much%n", nginx, path / nginx);
    }
  }

  /** All of the platform's processes; memory they share is counted for each. */
  public long totalMegabytes() {
    return residentMegabytes.values().stream().mapToLong(Long::longValue).sum();
  }
}
