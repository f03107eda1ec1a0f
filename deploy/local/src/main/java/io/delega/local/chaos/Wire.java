package io.delega.local.chaos;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.delega.local.chaos.Sighting.Kind;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.util.function.Supplier;

/** Calls over a socket of their own; some go on until they are cut. */
final class Wire {
  private static final byte[] PIECE = "10\r\n0123456789abcde\n\r\n".getBytes(ISO_8859_1);

  private final Sightings sightings;
  private final Supplier<String> token;

  Wire(Sightings sightings, Supplier<String> token) {
    this.sightings = sightings;
    this.token = token;
  }

  /**
   * Reads an answer without an end until it ends; each piece of it is a sighting.
   *
   * @return the status, zero when there was no answer
   */
  int follow(Vault vault, String connection, String item) throws IOException {
    try (Socket socket = open(vault.url())) {
      head(socket, "GET", vault, connection, "/streams/" + item, "");
      InputStream in = new BufferedInputStream(socket.getInputStream());
      int status = status(in);
      if (status == 200) {
        byte[] piece = new byte[1024];
        while (in.read(piece) >= 0) {
          sightings.add(item, vault.name(), Kind.ANSWER, System.nanoTime());
        }
      }
      return status;
    }
  }

  /** A short call; its answer is a sighting when it is the provider's. */
  int ask(Vault vault, String connection, String item) throws IOException {
    try (Socket socket = open(vault.url())) {
      head(socket, "GET", vault, connection, "/items/" + item, "");
      int status = status(socket.getInputStream());
      if (status == 200) {
        sightings.add(item, vault.name(), Kind.ANSWER, System.nanoTime());
      }
      return status;
    }
  }

  /** Sends a body without an end until it is told to stop; the provider sees its pieces. */
  int fill(Vault vault, String connection, String item) throws IOException, InterruptedException {
    try (Socket socket = open(vault.url())) {
      head(socket, "POST", vault, connection, "/uploads/" + item, "Transfer-Encoding: chunked\r\n");
      OutputStream out = socket.getOutputStream();
      while (socket.getInputStream().available() == 0) {
        out.write(PIECE);
        Thread.sleep(RecordingProvider.PACE);
      }
      return status(socket.getInputStream());
    }
  }

  private static Socket open(URI url) throws IOException {
    Socket socket = new Socket(url.getHost(), url.getPort());
    socket.setTcpNoDelay(true);
    return socket;
  }

  private void head(
      Socket socket, String method, Vault vault, String connection, String path, String more)
      throws IOException {
    String head =
        "%s %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n%s\r\n"
            .formatted(
                method,
                vault.path(connection, path),
                vault.url().getAuthority(),
                token.get(),
                more);
    socket.getOutputStream().write(head.getBytes(ISO_8859_1));
  }

  private static int status(InputStream in) throws IOException {
    String head = RecordingProvider.head(in);
    return head.length() < 12 ? 0 : Integer.parseInt(head.substring(9, 12));
  }
}
