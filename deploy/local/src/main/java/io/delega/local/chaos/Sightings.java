package io.delega.local.chaos;

import io.delega.local.chaos.Sighting.Kind;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Everything that was seen in one round. Thread-safe. */
final class Sightings {
  private final Queue<Sighting> all = new ConcurrentLinkedQueue<>();

  void add(String item, String replica, Kind kind, long at) {
    all.add(new Sighting(item, replica, kind, at));
  }

  List<Sighting> all() {
    return List.copyOf(all);
  }

  void clear() {
    all.clear();
  }
}
