package io.delega.local.chaos;

import io.delega.local.Home;
import io.delega.local.Platform;
import io.delega.local.Settings;
import io.delega.local.Wiring;
import io.delega.local.process.Progress;
import io.delega.testkit.TcpForwarder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A platform of its own with three token-vaults and two access-policies, each of which reaches
 * Kafka by a forwarder of its own, and what can be done to them.
 */
final class ChaosPlatform extends OwnPlatform {
  static final List<String> VAULTS = List.of("token-vault", "token-vault-2", "token-vault-3");
  static final List<String> POLICIES = List.of("access-policy", "access-policy-2");
  private static final Map<String, Integer> REPLICAS =
      Map.of("token-vault", VAULTS.size(), "access-policy", POLICIES.size());

  /** Their part of the story is not told here. */
  private static final Set<String> WITHOUT = Set.of("audit", "monitoring", "console");

  /** Else the states would grow from round to round. */
  private static final Map<String, String> SETTINGS =
      Map.of("delega.access-policy.keep-ended", "60s");

  private final Map<String, TcpForwarder> forwarders;

  private ChaosPlatform(
      Home home,
      Wiring wiring,
      Settings settings,
      Progress progress,
      Map<String, TcpForwarder> forwarders) {
    super(home, wiring, settings, progress);
    this.forwarders = forwarders;
  }

  /**
   * Brings it up.
   *
   * @param provider the host and port of the provider that its connections are at
   */
  static ChaosPlatform up(Home home, int port, String provider, Progress progress) {
    forget(home, progress);
    Platform ports = new Platform(home);
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
        home,
        new Wiring(WITHOUT, detours, SETTINGS),
        new Settings(port, "localhost", null, REPLICAS, false, List.of(provider)),
        progress,
        forwarders);
  }

  List<Vault> vaults() {
    return VAULTS.stream().map(name -> new Vault(name, urlOf(name))).toList();
  }

  /** The way of this process to Kafka. */
  TcpForwarder kafkaOf(String process) {
    return forwarders.get(process);
  }

  @Override
  public void close() {
    // The hook may run before the constructor has ended.
    if (forwarders != null) {
      forwarders.values().forEach(TcpForwarder::release);
    }
    super.close();
  }
}
