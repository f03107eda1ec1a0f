package io.delega.audit.query;

import io.delega.api.ProblemException;
import io.delega.audit.AuditConfig;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many exports each agency has running here: each holds a thread until it is read. */
@ApplicationScoped
class RunningExports {
  private final AuditConfig config;
  private final Map<String, Integer> running = new ConcurrentHashMap<>();

  RunningExports(AuditConfig config) {
    this.config = config;
  }

  /** Counts one until its answer has ended, however it ends; 429 when there are enough. */
  void begin(String agency, RoutingContext answer) {
    running.compute(agency, (key, count) -> more(count == null ? 0 : count));
    answer.addEndHandler(
        ended -> running.computeIfPresent(agency, (key, count) -> count == 1 ? null : count - 1));
  }

  private int more(int count) {
    if (count >= config.exportsAtOnce()) {
      throw new ProblemException(
              429,
              "too_many_exports",
              "%d exports of this agency are running; wait until one has ended.".formatted(count))
          .header("Retry-After", "30");
    }
    return count + 1;
  }
}
