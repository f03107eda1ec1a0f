package io.delega.sandbox;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The platform's own record of what arrived: the newest ten thousand. */
final class Arrivals {
  private static final int MOST = 10_000;

  private final Deque<Arrival> kept = new ArrayDeque<>();

  synchronized void add(
      String kind, String method, String path, String query, String token, String grantType) {
    if (kept.size() == MOST) {
      kept.removeFirst();
    }
    kept.addLast(
        new Arrival(
            Instant.now().toString(),
            kind,
            method,
            path,
            query,
            token == null ? null : Fingerprint.brief(token),
            grantType));
  }

  synchronized List<Arrival> all() {
    return List.copyOf(kept);
  }

  synchronized void clear() {
    kept.clear();
  }
}
