package io.delega.local.process;

import java.io.File;
import java.util.Arrays;

/** Programs of this machine. */
public final class Programs {
  private Programs() {}

  /** Whether this program can be called by its name. */
  public static boolean onPath(String program) {
    String path = System.getenv("PATH");
    return path != null
        && Arrays.stream(path.split(File.pathSeparator, -1))
            .anyMatch(folder -> new File(folder, program).canExecute());
  }
}
