package io.delega.local.process;

import java.util.ArrayList;
import java.util.List;

/** A command in a session of its own, so that Ctrl-C in the launcher's terminal spares it. */
final class Detached {
  private static final List<String> PERL =
      List.of("perl", "-e", "use POSIX; POSIX::setsid(); exec(@ARGV) or die $!", "--");

  private Detached() {}

  static List<String> command(List<String> command) {
    List<String> detached = new ArrayList<>();
    if (Programs.onPath("setsid")) {
      detached.add("setsid");
    } else if (Programs.onPath("perl")) {
      detached.addAll(PERL);
    }
    detached.addAll(command);
    return detached;
  }
}
