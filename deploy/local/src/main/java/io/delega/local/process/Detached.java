package io.delega.local.process;

import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A command in a session of its own, so that Ctrl-C in the launcher's terminal spares it. */
final class Detached {
  private static final List<String> PERL =
      List.of("perl", "-e", "use POSIX; POSIX::setsid(); exec(@ARGV) or die $!", "--");

  private Detached() {}

  static List<String> command(List<String> command) {
    List<String> detached = new ArrayList<>();
    if (onPath("setsid")) {
      detached.add("setsid");
    } else if (onPath("perl")) {
      detached.addAll(PERL);
    }
    detached.addAll(command);
    return detached;
  }

  /** Whether this program can be called by its name. */
  static boolean onPath(String program) {
    String path = System.getenv("PATH");
    return path != null
        && Arrays.stream(path.split(File.pathSeparator, -1))
            .anyMatch(folder -> new File(folder, program).canExecute());
  }
}
