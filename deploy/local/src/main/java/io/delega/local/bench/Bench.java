package io.delega.local.bench;

import io.delega.local.Env;
import io.delega.local.Home;
import io.delega.local.Platform;
import io.delega.local.infra.Facts;
import io.delega.local.process.Programs;
import io.delega.local.process.Progress;
import io.delega.local.story.Http;
import io.delega.local.story.Narrator;
import io.delega.local.story.SandboxProvider;
import io.delega.local.story.Story;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The same request to the sandbox three ways: directly, through nginx, and through Delega, which
 * decides and records each call. Rounds take turns, so that a busy machine is busy for all.
 */
public final class Bench {
  private static final String DELEGA = "delega";
  private static final String VAULT = "token-vault";
  private static final int ROUNDS = 3;
  private static final List<Integer> CALLERS = List.of(16, 64);
  private static final Duration WARM_UP = Duration.ofSeconds(4);

  /** The longest wait for the compiler to have had its say; before, most of the time is its own. */
  private static final int MOST_WARM_UPS = 48;

  /** A virtual machine that has served fewer has compiled the least of it, and seems steady. */
  private static final int LEAST_CALLS_OF_A_REPLICA = 30_000;

  /** A round that is no better than the one before by more than this ends the warming up. */
  private static final double WARM = 1.05;

  private static final Duration ROUND = Duration.ofSeconds(5);
  private static final Duration LEDGER = Duration.ofSeconds(30);

  /** Connections that are enforced besides the one that is called. */
  private static final List<Integer> CROWDS = List.of(0, 1_000, 10_000, 100_000);

  private final Home home;
  private final Platform platform;
  private final Env env;
  private final Progress progress;

  public Bench(Home home, Platform platform, Progress progress) throws IOException {
    this.home = home;
    this.platform = platform;
    this.env = platform.env();
    this.progress = progress;
  }

  /** Measures; takes about ten minutes. */
  public Report run() throws IOException {
    Http http = new Http(answer -> {});
    SandboxProvider sandbox = new SandboxProvider(env.sandbox(), http);
    Story story = new Story(env, http, sandbox, env.agencies().get(0).id(), Narrator.silent());
    progress.say("Connecting a client's sandbox account …");
    story.connect();
    String direct = "Bearer " + sandbox.accessToken();
    int upstream = URI.create(env.sandbox().url()).getPort();
    String upstreamPath = sandbox.apiPath() + sandbox.allowedPath();
    List<Target> targets = new ArrayList<>();
    targets.add(new Target("direct", upstream, upstreamPath, Map.of("Authorization", direct)));
    if (!Programs.onPath("nginx")) {
      progress.say("nginx is not installed: it is left out.");
      return measure(targets, story, env.processes());
    }
    try (Nginx nginx = Nginx.start(home, freePort(), upstream, direct)) {
      targets.add(new Target("nginx", nginx.port(), upstreamPath, Map.of()));
      Map<String, List<Long>> processes = new TreeMap<>(env.processes());
      processes.put("nginx", List.of(nginx.pid()));
      return measure(targets, story, processes);
    }
  }

  /**
   * Measures the ledger alone, for as long as wanted.
   *
   * @param length for how long facts come at a fixed rate
   */
  public void ledger(Duration length, PrintStream out) {
    LedgerLoad load = new LedgerLoad(kafka(), env.baseUrl(), length);
    load.settle();
    progress.say("Measuring the ledger for " + length.toSeconds() + " s …");
    Report.print(out, load.measure(new LedgerReading(env)));
  }

  private Report measure(List<Target> targets, Story story, Map<String, List<Long>> processes)
      throws IOException {
    String token = "Bearer " + story.api().token(story.agency(), "assistant1");
    targets.add(
        new Target(
            DELEGA,
            URI.create(env.baseUrl()).getPort(),
            "/v1/proxy/" + story.connection() + story.provider().allowedPath(),
            Map.of("Authorization", token)));
    try (JvmLoad own = new JvmLoad()) {
      Load load = Programs.onPath("wrk") ? new WrkLoad(home) : own;
      Map<Integer, Map<String, Measured>> results = new LinkedHashMap<>();
      progress.say("Warming up …");
      targets.forEach(target -> load.run(target, CALLERS.get(0), WARM_UP));
      warmUp(targets.get(targets.size() - 1), load, processes.get(VAULT).size());
      for (int callers : CALLERS) {
        progress.say("Measuring with " + load.name() + ", " + callers + " callers …");
        results.put(callers, rounds(targets, load, callers, processes));
      }
      Map<String, Long> resident = Memory.of(env.processes());
      LedgerLoad ledger = new LedgerLoad(kafka(), env.baseUrl(), LEDGER);
      ledger.settle();
      Map<String, Measured> halfLoad = halfLoad(targets, results);
      ledger.settle();
      RevocationCost revocations =
          revocations(story, targets.get(targets.size() - 1), halfLoad.get(DELEGA));
      progress.say("Measuring decisions …");
      DecisionCost decisions = new DecisionCost(Decisions.uncached(), Decisions.cached());
      progress.say("Measuring the ledger …");
      ledger.settle();
      LedgerCost ledgerCost = ledger.measure(new LedgerReading(env));
      ledger.settle();
      Crowds crowds = crowds(targets, load);
      return new Report(
          load.name(),
          results,
          halfLoad,
          resident,
          crowds.costs(),
          revocations,
          decisions,
          ledgerCost,
          crowds.loadSeconds());
    }
  }

  private RevocationCost revocations(Story story, Target delega, Measured halfLoad) {
    double rate = halfLoad.requestsPerSecond() / 2;
    progress.say("Revoking grants beside %.0f calls a second …".formatted(rate));
    return new RevocationCost(
        env.processes().get(VAULT).size(),
        rate,
        new Revocations(story, story.provider()).under(delega, rate));
  }

  /**
   * @param loadSeconds for a token-vault to read the largest crowd when it starts
   */
  private record Crowds(List<CrowdCost> costs, double loadSeconds) {}

  private static void warmUp(Target delega, Load load, int replicas) {
    double best = 0;
    double calls = 0;
    int steady = 0;
    for (int round = 0;
        round < MOST_WARM_UPS && (steady < 3 || calls < LEAST_CALLS_OF_A_REPLICA * replicas);
        round++) {
      double now = load.run(delega, CALLERS.get(0), ROUND).requestsPerSecond();
      calls += now * ROUND.toSeconds();
      steady = now > best * WARM ? 0 : steady + 1;
      best = Math.max(best, now);
    }
  }

  /** Delega at half of what it carried, and the provider itself at the same rate. */
  private Map<String, Measured> halfLoad(
      List<Target> targets, Map<Integer, Map<String, Measured>> results) {
    double most =
        results.values().stream()
            .mapToDouble(each -> each.get(DELEGA).requestsPerSecond())
            .max()
            .orElseThrow();
    progress.say("Measuring at half load …");
    Map<String, List<Measured>> rounds = new LinkedHashMap<>();
    try (PacedLoad paced = new PacedLoad()) {
      for (int round = 1; round <= ROUNDS; round++) {
        for (Target target : targets) {
          rounds
              .computeIfAbsent(target.name(), name -> new ArrayList<>())
              .add(paced.run(target, most / 2, ROUND));
        }
      }
    }
    Map<String, Measured> middle = new LinkedHashMap<>();
    rounds.forEach((name, all) -> middle.put(name, Measured.median(all)));
    return middle;
  }

  private Crowds crowds(List<Target> targets, Load load) throws IOException {
    Target delega = targets.get(targets.size() - 1);
    List<Long> vaults = env.processes().get(VAULT);
    List<CrowdCost> costs = new ArrayList<>();
    try (Crowd crowd = new Crowd(kafka(), vaults.size())) {
      for (int size : CROWDS) {
        progress.say("Measuring with " + size + " further connections …");
        crowd.growTo(size);
        Map<String, List<Long>> vault = Map.of(VAULT, vaults);
        Map<String, Long> before = Cpu.of(vault);
        Measured measured = load.run(delega, CALLERS.get(0), ROUND);
        Measured counted =
            measured.withCpu(Cpu.between(before, Cpu.of(vault)), ROUND.toMillis() / 1e3);
        costs.add(
            new CrowdCost(size, counted.cpuMicrosPerCall().get(VAULT), Memory.kilobytes(vaults)));
      }
      progress.say("Starting token-vault anew …");
      return new Crowds(costs, new StateLoad(platform, progress, new Http(answer -> {})).seconds());
    }
  }

  private String kafka() {
    return new Facts(home, "kafka").read().get("bootstrapServers").asText();
  }

  private Map<String, Measured> rounds(
      List<Target> targets, Load load, int callers, Map<String, List<Long>> processes) {
    Map<Target, List<Measured>> rounds = new LinkedHashMap<>();
    for (int round = 1; round <= ROUNDS; round++) {
      for (Target target : targets) {
        progress.waiting(List.of("round " + round + " of " + ROUNDS + ": " + target.name()));
        Map<String, Long> before = Cpu.of(processes);
        Measured measured = load.run(target, callers, ROUND);
        Map<String, Long> used = Cpu.between(before, Cpu.of(processes));
        rounds
            .computeIfAbsent(target, t -> new ArrayList<>())
            .add(measured.withCpu(used, ROUND.toMillis() / 1e3));
      }
    }
    Map<String, Measured> middle = new LinkedHashMap<>();
    rounds.forEach((target, all) -> middle.put(target.name(), Measured.median(all)));
    return middle;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
