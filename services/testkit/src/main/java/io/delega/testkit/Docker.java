package io.delega.testkit;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a Docker engine answers, found out without the noise that asking it makes. */
final class Docker {
  private static final Logger LOG = LoggerFactory.getLogger(Docker.class);
  private static final Path SOCKET = Path.of("/var/run/docker.sock");

  private Docker() {}

  /** The container when an engine answers and can start it, else the embedded server. */
  static <T> T prefer(Supplier<T> container, Supplier<T> embedded) {
    if (!answers()) {
      return embedded.get();
    }
    try {
      return container.get();
    } catch (RuntimeException e) {
      LOG.info("no container ({}); the embedded server serves", e.getMessage());
      return embedded.get();
    }
  }

  /** {@code -Ddelega.testkit.docker=false} keeps containers out. */
  static boolean answers() {
    if (!Boolean.parseBoolean(System.getProperty("delega.testkit.docker", "true"))) {
      return false;
    }
    if (System.getenv("DOCKER_HOST") != null) {
      return true;
    }
    if (!Files.exists(SOCKET)) {
      return false;
    }
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(SOCKET))) {
      return channel.isConnected();
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
