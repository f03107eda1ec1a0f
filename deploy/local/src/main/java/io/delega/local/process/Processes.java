package io.delega.local.process;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.delega.local.Failure;
import io.delega.local.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The processes of one platform, remembered in files so that a later launcher finds them. */
public final class Processes {
  /**
   * A process as written down.
   *
   * @param started its start in milliseconds, which tells it from a later one with the same id
   * @param tier what it stands on: a higher tier stops before a lower one
   */
  public record Known(
      String name, String service, long pid, long started, int tier, String stopSignal) {}

  private static final long CLOCK_TOLERANCE_MILLIS = 2_000;
  private static final long LARGEST_LOG = 20L * 1024 * 1024;

  private final Home home;
  private final ObjectMapper json = new ObjectMapper();

  public Processes(Home home) {
    this.home = home;
  }

  /** Starts it; it lives on when this program ends or the terminal is closed. */
  public Known start(Child child) {
    Path log = home.log(child.name());
    try {
      if (Files.exists(log) && Files.size(log) > LARGEST_LOG) {
        Files.move(log, log.resolveSibling(log.getFileName() + ".1"));
      }
      ProcessBuilder builder = new ProcessBuilder(Detached.command(child.command()));
      // Fewer arenas of the C library: tens of megabytes less for a Java process.
      builder.environment().put("MALLOC_ARENA_MAX", "2");
      Process process =
          builder
              .directory(child.folder().toFile())
              .redirectInput(new java.io.File("/dev/null"))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      Known known =
          new Known(
              child.name(),
              child.service(),
              process.pid(),
              startOf(process.toHandle()).orElse(Instant.now()).toEpochMilli(),
              child.tier(),
              child.stopSignal());
      Home.writePrivately(file(child.name()), json.writeValueAsString(known));
      return known;
    } catch (IOException e) {
      throw new Failure("cannot start " + child.name() + ": " + e.getMessage());
    }
  }

  /** Those that are alive, in the order in which they are to be stopped. */
  public List<Known> alive() {
    List<Known> alive = new ArrayList<>();
    if (!Files.isDirectory(file("x").getParent())) {
      return alive;
    }
    try (Stream<Path> files = Files.list(file("x").getParent())) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
        Known known = json.readValue(file.toFile(), Known.class);
        if (handle(known).isPresent()) {
          alive.add(known);
        }
      }
    } catch (IOException e) {
      throw new Failure("cannot read " + home.run() + ": " + e.getMessage());
    }
    alive.sort(Comparator.comparingInt(Known::tier).reversed().thenComparing(Known::name));
    return alive;
  }

  public Optional<Known> alive(String name) {
    return alive().stream().filter(known -> known.name().equals(name)).findFirst();
  }

  /** The process, if it is still the one that was started. */
  private static Optional<ProcessHandle> handle(Known known) {
    return ProcessHandle.of(known.pid())
        .filter(ProcessHandle::isAlive)
        .filter(
            handle ->
                startOf(handle)
                    .map(
                        start ->
                            Math.abs(start.toEpochMilli() - known.started())
                                <= CLOCK_TOLERANCE_MILLIS)
                    .orElse(false));
  }

  private static Optional<Instant> startOf(ProcessHandle handle) {
    return handle.info().startInstant();
  }

  /** Stops these, tier by tier; never touches a process that is not ours. */
  public void stop(List<Known> all, Duration patience) {
    Map<Integer, List<Known>> tiers =
        all.stream()
            .collect(
                Collectors.groupingBy(
                    Known::tier,
                    () -> new TreeMap<>(Comparator.reverseOrder()),
                    Collectors.toList()));
    for (List<Known> tier : tiers.values()) {
      tier.stream().filter(known -> handle(known).isPresent()).forEach(Processes::askToEnd);
      tier.forEach(known -> awaitEnd(known, patience));
    }
  }

  private static void askToEnd(Known known) {
    signal(known.pid(), known.stopSignal());
  }

  private void awaitEnd(Known known, Duration patience) {
    Optional<ProcessHandle> handle = handle(known);
    if (handle.isPresent() && !ended(handle.get(), patience) && handle(known).isPresent()) {
      signal(known.pid(), "KILL");
      ended(handle.get(), Duration.ofSeconds(5));
    }
    try {
      Files.deleteIfExists(file(known.name()));
    } catch (IOException e) {
      throw new Failure("cannot write " + home.run() + ": " + e.getMessage());
    }
  }

  private static boolean ended(ProcessHandle handle, Duration patience) {
    try {
      handle.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (java.util.concurrent.TimeoutException e) {
      return false;
    } catch (java.util.concurrent.ExecutionException e) {
      return !handle.isAlive();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void signal(long pid, String signal) {
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
    } catch (IOException e) {
      throw new Failure("cannot send a signal to process " + pid + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Path file(String name) {
    return home.run().resolve("processes").resolve(name + ".json");
  }
}
