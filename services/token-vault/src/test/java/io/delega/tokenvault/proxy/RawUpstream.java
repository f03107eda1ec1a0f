package io.delega.tokenvault.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A provider that keeps every byte it is sent, and answers with what the test says. One request for
 * each connection.
 */
final class RawUpstream implements AutoCloseable {
  static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";

  final List<String> arrivals = new CopyOnWriteArrayList<>();
  volatile String answer = OK;
  private final ServerSocket server = new ServerSocket();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  RawUpstream() throws IOException {
    int port = Integer.parseInt(System.getProperty("delega.test.provider-port"));
    server.setReuseAddress(true);
    // Somebody's outgoing connection may have been given the port for a moment.
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreException(BindException.class)
        .until(
            () -> {
              server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
              return true;
            });
    start(this::accept);
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "raw-upstream");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        open.add(socket);
        start(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      String request = read(socket.getInputStream());
      if (!request.isEmpty()) {
        arrivals.add(request);
        socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
      }
    } catch (IOException gone) {
      // The proxy went away, as some tests want.
    } finally {
      open.remove(socket);
    }
  }

  /** The head, and the body by its one framing. */
  private static String read(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    String seen = "";
    while (!seen.endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      all.write(next);
      seen = all.toString(ISO_8859_1);
    }
    String head = seen.toLowerCase(java.util.Locale.ROOT);
    if (head.contains("\r\ntransfer-encoding: chunked\r\n")) {
      while (!all.toString(ISO_8859_1).endsWith("0\r\n\r\n")) {
        all.write(in.read());
      }
    } else if (head.contains("\r\ncontent-length: ")) {
      int at = head.indexOf("\r\ncontent-length: ") + 18;
      all.write(in.readNBytes(Integer.parseInt(head.substring(at, head.indexOf('\r', at)))));
    }
    return all.toString(ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
