package io.delega.local;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * The loopback ports of this platform's processes, remembered over restarts: issuer and sandbox
 * appear in stored data under theirs. They lie below the range that the system hands out itself.
 */
public final class Ports {
  private static final int LOWEST = 15_000;
  private static final int HIGHEST = 30_000;

  private final Path file;
  private final Map<String, Integer> ports;
  private final ObjectMapper json = new ObjectMapper();

  Ports(Path file) throws IOException {
    this.file = file;
    this.ports =
        Files.exists(file)
            ? json.readValue(file.toFile(), new TypeReference<TreeMap<String, Integer>>() {})
            : new TreeMap<>();
  }

  /** The port of this name; a fresh one when it has none. */
  public int of(String name) {
    Integer known = ports.get(name);
    if (known != null) {
      return known;
    }
    return renew(name);
  }

  /** Gives this name another port, for when its own was taken by somebody else. */
  int renew(String name) {
    int candidate =
        ports.values().stream().mapToInt(Integer::intValue).max().orElse(freshStart()) + 1;
    while (ports.containsValue(candidate) || !isFree(candidate)) {
      candidate = candidate >= HIGHEST ? LOWEST : candidate + 1;
    }
    ports.put(name, candidate);
    try {
      Home.writePrivately(file, json.writerWithDefaultPrettyPrinter().writeValueAsString(ports));
    } catch (IOException e) {
      throw new Failure("cannot write " + file + ": " + e.getMessage());
    }
    return candidate;
  }

  private static int freshStart() {
    return LOWEST + new Random().nextInt(HIGHEST - LOWEST - 1_000);
  }

  /** Whether nobody listens at this loopback port. */
  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
