package io.delega.local.story;

import io.delega.local.Env;
import io.delega.local.Failure;
import io.delega.local.Home;
import io.delega.local.Platform;
import io.delega.local.Settings;
import io.delega.local.infra.Postgres;
import io.delega.local.process.Processes;
import io.delega.local.process.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The platform that all story tests share, brought up by the launcher's own code in a folder of its
 * own under {@code target}; taken down when the tests' JVM ends.
 */
final class TestPlatform {
  private static final Home HOME = home();
  private static final Platform PLATFORM = new Platform(HOME);

  /** Where a test can run an issuer that an agency trusts; open from the start. */
  static final int OTHER_ISSUER = freePort();

  private static Settings settings;
  private static Failure failure;

  private TestPlatform() {}

  /** One of everything. */
  static synchronized Env single() {
    return up(Map.of(), opened());
  }

  /** With these replicas; restarts the platform when it runs with others. */
  static synchronized Env with(Map<String, Integer> replicas) {
    return up(replicas, opened());
  }

  /** With this address opened to connections besides those opened before. */
  static synchronized Env opening(String... addresses) {
    List<String> all = new ArrayList<>(List.of(addresses));
    opened().stream().filter(a -> !all.contains(a)).forEach(all::add);
    return up(Map.of(), all);
  }

  private static List<String> opened() {
    return settings == null ? List.of("localhost:" + OTHER_ISSUER) : settings.allowedAddresses();
  }

  private static Env up(Map<String, Integer> replicas, List<String> allowed) {
    if (failure != null) {
      throw new IllegalStateException("the platform did not start before", failure);
    }
    Settings wanted =
        new Settings(
            settings == null ? freePort() : settings.port(),
            "localhost",
            null,
            replicas,
            false,
            allowed);
    if (settings == null) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> PLATFORM.down(progress())));
    } else if (!settings.equals(wanted)) {
      PLATFORM.down(progress());
    }
    settings = wanted;
    try {
      return PLATFORM.up(settings, progress());
    } catch (Failure e) {
      failure = e;
      throw e;
    }
  }

  /** What a second {@code ./delega up} does. */
  static synchronized Env upAgain() {
    return PLATFORM.up(settings, progress());
  }

  static Postgres postgres() throws IOException {
    return PLATFORM.postgres();
  }

  static Platform platform() {
    return PLATFORM;
  }

  static Home folders() {
    return HOME;
  }

  /** Kills all processes of this service, as a crash would. */
  static void kill(String service) throws Exception {
    for (Processes.Known known : PLATFORM.processes().alive()) {
      if (known.service().equals(service)) {
        ProcessHandle process = ProcessHandle.of(known.pid()).orElseThrow();
        process.destroyForcibly();
        process.onExit().get();
      }
    }
  }

  private static Progress progress() {
    return new Progress(System.out, false);
  }

  /** The folder stays for whoever wants to read the logs; the next run begins with an empty one. */
  private static Home home() {
    Path folder = Path.of("target", "stories").toAbsolutePath();
    if (Files.exists(folder)) {
      try (Stream<Path> old = Files.walk(folder)) {
        old.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new Home(Path.of("../..").toAbsolutePath().normalize(), folder);
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
