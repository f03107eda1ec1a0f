package io.delega.local;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Where a platform differs from the ordinary one, for checks that get between its processes.
 *
 * @param without services that are not started
 * @param detours how some processes, by their names, reach Kafka
 * @param settings further settings of every service
 */
public record Wiring(
    Set<String> without, Map<String, Detour> detours, Map<String, String> settings) {
  /** As it is for everybody. */
  public static final Wiring ORDINARY = new Wiring(Set.of(), Map.of(), Map.of());

  public Wiring {
    without = Set.copyOf(without);
    detours = Map.copyOf(detours);
    settings = Map.copyOf(settings);
  }

  /**
   * A listener of Kafka for one process, which is told another port of this machine for it.
   *
   * @param listener where Kafka listens
   * @param told where the process finds it
   */
  public record Detour(int listener, int told) {}

  /** By the port where Kafka listens, the port that is told. */
  public Map<Integer, Integer> listeners() {
    Map<Integer, Integer> listeners = new TreeMap<>();
    detours.values().forEach(detour -> listeners.put(detour.listener(), detour.told()));
    return listeners;
  }

  /** Kafka's address for this process. */
  String kafkaFor(String process, String otherwise) {
    Detour detour = detours.get(process);
    return detour == null ? otherwise : "localhost:" + detour.told();
  }
}
