package io.delega.local.chaos;

import io.delega.local.Env;
import io.delega.local.Home;
import io.delega.local.Platform;
import io.delega.local.Settings;
import io.delega.local.Wiring;
import io.delega.local.process.Processes;
import io.delega.local.process.Progress;
import io.delega.testkit.TcpForwarder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A platform of its own with three token-vaults and two access-policies, each of which reaches
 * Kafka by a forwarder of its own, and what can be done to them.
 */
final class ChaosPlatform implements AutoCloseable {
  static final List<String> VAULTS = List.of("token-vault", "token-vault-2", "token-vault-3");
  static final List<String> POLICIES = List.of("access-policy", "access-policy-2");
  private static final Map<String, Integer> REPLICAS =
      Map.of("token-vault", VAULTS.size(), "access-policy", POLICIES.size());

  /** Their part of the story is not told here. */
  private static final Set<String> WITHOUT = Set.of("audit", "monitoring", "console");

  /** Else the states would grow from round to round. */
  private static final Map<String, String> SETTINGS =
      Map.of("delega.access-policy.keep-ended", "60s");

  private final Platform platform;
  private final Settings settings;
  private final Progress progress;
  private final Map<String, TcpForwarder> forwarders;
  private final Env env;

  private ChaosPlatform(
      Platform platform,
      Settings settings,
      Progress progress,
      Map<String, TcpForwarder> forwarders) {
    this.platform = platform;
    this.settings = settings;
    this.progress = progress;
    this.forwarders = forwarders;
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    this.env = platform.up(settings, progress);
  }

  /**
   * Brings it up.
   *
   * @param provider the host and port of the provider that its connections are at
   */
  static ChaosPlatform up(Home home, int port, String provider, Progress progress) {
    Platform ports = new Platform(home);
    ports.down(progress);
    forget(home);
    home.prepare();
    Map<String, TcpForwarder> forwarders = new TreeMap<>();
    Map<String, Wiring.Detour> detours = new TreeMap<>();
    try {
      for (List<String> processes : List.of(VAULTS, POLICIES)) {
        for (String process : processes) {
          int listener = ports.portOf("kafka.for." + process);
          TcpForwarder forwarder =
              TcpForwarder.start(ports.portOf("forwarder." + process), listener);
          forwarders.put(process, forwarder);
          detours.put(process, new Wiring.Detour(listener, forwarder.port()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ChaosPlatform(
        new Platform(home, new Wiring(WITHOUT, detours, SETTINGS)),
        new Settings(port, "localhost", null, REPLICAS, false, List.of(provider)),
        progress,
        forwarders);
  }

  /** What an earlier run has left. */
  private static void forget(Home home) {
    for (Path old : List.of(home.data(), home.run())) {
      if (Files.exists(old)) {
        try (Stream<Path> all = Files.walk(old)) {
          all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  Env env() {
    return env;
  }

  List<Vault> vaults() {
    return VAULTS.stream().map(name -> new Vault(name, urlOf(name))).toList();
  }

  URI urlOf(String process) {
    try {
      return URI.create(platform.urlOf(process));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The way of this process to Kafka. */
  TcpForwarder kafkaOf(String process) {
    return forwarders.get(process);
  }

  /** Kafka's own address. */
  String kafka() {
    try {
      return "localhost:" + platform.portOf("kafka");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a signal, such as {@code STOP}. */
  void signal(String process, String signal) throws IOException, InterruptedException {
    String pid = Long.toString(known(process).pid());
    new ProcessBuilder("kill", "-" + signal, pid).start().waitFor();
  }

  /** Ends it by this signal; returns once it is gone. */
  void end(String process, String signal) throws Exception {
    ProcessHandle handle = ProcessHandle.of(known(process).pid()).orElseThrow();
    signal(process, signal);
    handle.onExit().get();
  }

  /** Starts whatever has ended; returns once everything serves. */
  void whole() {
    platform.up(settings, progress);
  }

  private Processes.Known known(String process) {
    return platform.processes().alive(process).orElseThrow();
  }

  @Override
  public void close() {
    forwarders.values().forEach(TcpForwarder::release);
    for (Processes.Known known : platform.processes().alive()) {
      try {
        signal(known.name(), "CONT");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    platform.down(progress);
  }
}
