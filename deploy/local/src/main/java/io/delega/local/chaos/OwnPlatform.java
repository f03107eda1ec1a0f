package io.delega.local.chaos;

import io.delega.local.Env;
import io.delega.local.Home;
import io.delega.local.Platform;
import io.delega.local.Settings;
import io.delega.local.Wiring;
import io.delega.local.process.Processes;
import io.delega.local.process.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A platform that nobody else uses, and what can be done to its processes. */
public class OwnPlatform implements AutoCloseable {
  private final Platform platform;
  private final Settings settings;
  private final Progress progress;
  private final Env env;

  /**
   * Brings it up, with nothing in it.
   *
   * @param home where it lives; call {@link #forget} before
   */
  protected OwnPlatform(Home home, Wiring wiring, Settings settings, Progress progress) {
    this.platform = new Platform(home, wiring);
    this.settings = settings;
    this.progress = progress;
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    this.env = platform.up(settings, progress);
  }

  /** Stops and deletes what an earlier run has left there. */
  protected static void forget(Home home, Progress progress) {
    new Platform(home).down(progress);
    for (Path old : new Path[] {home.data(), home.run()}) {
      if (Files.exists(old)) {
        try (Stream<Path> all = Files.walk(old)) {
          all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    home.prepare();
  }

  /** How to use it. */
  public Env env() {
    return env;
  }

  /** A process of a service itself, by its name. */
  public URI urlOf(String process) {
    try {
      return URI.create(platform.urlOf(process));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kafka's own address. */
  public String kafka() {
    try {
      return "localhost:" + platform.portOf("kafka");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a signal, such as {@code STOP}. */
  public void signal(String process, String signal) throws IOException, InterruptedException {
    signal(known(process).pid(), signal);
  }

  private static void signal(long pid, String signal) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
  }

  /** Ends it by this signal; returns once it is gone. */
  public void end(String process, String signal) throws Exception {
    ProcessHandle handle = handle(process);
    signal(handle.pid(), signal);
    handle.onExit().get();
  }

  /** Whether the process by this name is. */
  protected boolean alive(String process) {
    return platform.processes().alive(process).isPresent();
  }

  /** The process by this name, which must be alive. */
  protected ProcessHandle handle(String process) {
    return ProcessHandle.of(known(process).pid()).orElseThrow();
  }

  /** Starts whatever has ended; returns once everything serves. */
  public void whole() {
    platform.up(settings, progress);
  }

  private Processes.Known known(String process) {
    return platform.processes().alive(process).orElseThrow();
  }

  @Override
  public void close() {
    for (Processes.Known known : platform.processes().alive()) {
      try {
        signal(known.pid(), "CONT");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    platform.down(progress);
  }
}
