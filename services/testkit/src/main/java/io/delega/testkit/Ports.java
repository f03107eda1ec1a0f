package io.delega.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Free ports on the loopback address. */
public final class Ports {
  private Ports() {}

  /** The port itself when it is not zero, else a free one. */
  public static int orFree(int portOrZero) {
    if (portOrZero != 0) {
      return portOrZero;
    }
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
