package io.delega.local.bench;

import java.time.Duration;

/** Puts load on a target and measures it. */
interface Load {
  /** For the report. */
  String name();

  Measured run(Target target, int connections, Duration duration);
}
