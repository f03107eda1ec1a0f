package io.delega.tokenvault.proxy;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many calls each connection has under way in this replica, bounded. */
final class CallsUnderWay {
  private final int most;
  private final Map<String, Integer> calls = new ConcurrentHashMap<>();

  CallsUnderWay(int most) {
    this.most = most;
  }

  /** Counts one more; false when there are as many as may be. */
  boolean begin(String connection) {
    boolean[] begun = {false};
    calls.compute(
        connection,
        (key, count) -> {
          int now = count == null ? 0 : count;
          begun[0] = now < most;
          return begun[0] ? Integer.valueOf(now + 1) : count;
        });
    return begun[0];
  }

  /** One that has begun is over. */
  void end(String connection) {
    calls.computeIfPresent(connection, (key, count) -> count == 1 ? null : count - 1);
  }

  /** Connections with calls under way. */
  int connections() {
    return calls.size();
  }
}
