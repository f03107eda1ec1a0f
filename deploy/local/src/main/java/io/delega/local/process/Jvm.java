package io.delega.local.process;

import io.delega.local.Home;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Commands for child processes that run on this program's own Java. */
public final class Jvm {
  /** A heap that starts small and gives back what it does not need. */
  public static final List<String> THRIFTY =
      List.of(
          "-Xms32m",
          "-XX:+UseSerialGC",
          "-XX:MinHeapFreeRatio=20",
          "-XX:MaxHeapFreeRatio=40",
          "-Xss512k");

  private Jvm() {}

  /** The {@code java} that runs this program. */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** What a process is tuned for. */
  public enum Tuning {
    /** Quick to start; the optimising compiler is left out. */
    START,
    /** Every proxied call passes through it, which earns the optimising compiler. */
    CALLS
  }

  /** Options for a small process: little heap, few threads. */
  private static List<String> small(int heapMegabytes, Tuning tuning) {
    List<String> options = new ArrayList<>(THRIFTY);
    options.add("-Xmx" + heapMegabytes + "m");
    if (tuning == Tuning.START) {
      options.add("-XX:TieredStopAtLevel=1");
    }
    options.add("-XX:MaxMetaspaceSize=192m");
    options.add("-XX:ReservedCodeCacheSize=64m");
    return options;
  }

  /** A main class of the launcher's own class path, which goes into a file: it is long. */
  public static List<String> main(
      Home home, int heapMegabytes, Tuning tuning, String mainClass, List<String> arguments) {
    Path classPath = home.run().resolve("launcher.classpath");
    try {
      String path = System.getProperty("java.class.path").replace("\\", "\\\\");
      Home.writePrivately(classPath, "-cp \"" + path + "\"\n");
    } catch (IOException e) {
      throw new io.delega.local.Failure("cannot write " + classPath + ": " + e.getMessage());
    }
    List<String> command = new ArrayList<>();
    command.add(java());
    command.addAll(small(heapMegabytes, tuning));
    command.add("@" + classPath);
    command.add(mainClass);
    command.addAll(arguments);
    return command;
  }
}
