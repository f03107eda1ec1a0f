package io.delega.tokenvault.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A provider that does with each connection, once the head of a request is read, what it is told.
 */
final class ScriptedUpstream implements AutoCloseable {
  final List<String> heads = new CopyOnWriteArrayList<>();
  private final Script script;
  private final ServerSocket server = new ServerSocket();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** What follows the head of a request; the connection is closed behind it. */
  interface Script {
    void serve(String head, InputStream in, OutputStream out) throws Exception;
  }

  /** On the port of this system property. */
  ScriptedUpstream(String portProperty, Script script) throws IOException {
    this.script = script;
    server.setReuseAddress(true);
    server.bind(
        new InetSocketAddress(
            InetAddress.getLoopbackAddress(), Integer.parseInt(System.getProperty(portProperty))));
    start(this::accept);
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "scripted-upstream");
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
      String head = head(socket.getInputStream());
      if (!head.isEmpty()) {
        heads.add(head);
        script.serve(head, socket.getInputStream(), socket.getOutputStream());
      }
    } catch (Exception gone) {
      // The proxy went away, as some tests want; what the script found it has noted.
    } finally {
      open.remove(socket);
    }
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.write(next);
    }
    return head.toString(ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
