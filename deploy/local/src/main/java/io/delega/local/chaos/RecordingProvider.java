package io.delega.local.chaos;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.delega.local.chaos.Sighting.Kind;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A provider that keeps its own record of what reaches it and when. {@code /from/R/items/I} answers
 * at once, {@code /from/R/streams/I} never stops answering, {@code /from/R/uploads/I} reads for as
 * long as somebody writes. R is the replica that the caller called, I what its grant is for.
 */
final class RecordingProvider implements AutoCloseable {
  private static final Pattern REQUEST =
      Pattern.compile("[A-Z]+ /from/([^/ ]+)/(items|streams|uploads)/([^/ ]+) HTTP/1\\.1\r\n");
  private static final byte[] OK =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
          .getBytes(ISO_8859_1);
  private static final byte[] STREAM =
      ("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n")
          .getBytes(ISO_8859_1);
  private static final byte[] PIECE = "10\r\n0123456789abcde\n\r\n".getBytes(ISO_8859_1);
  private static final int LONGEST_HEAD = 16 * 1024;

  /** Between two pieces of what streams, in milliseconds. */
  static final long PACE = 25;

  private final ServerSocket listening;
  private final Sightings record;

  private RecordingProvider(ServerSocket listening, Sightings record) {
    this.listening = listening;
    this.record = record;
  }

  static RecordingProvider start(Sightings record) {
    try {
      ServerSocket listening = new ServerSocket(0, 500, InetAddress.getByName("127.0.0.1"));
      RecordingProvider provider = new RecordingProvider(listening, record);
      thread(provider::accept);
      return provider;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its host and port. */
  String authority() {
    return "127.0.0.1:" + listening.getLocalPort();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket one = listening.accept();
        one.setTcpNoDelay(true);
        thread(() -> serve(one));
      } catch (IOException e) {
        // Closed, or one connection less.
      }
    }
  }

  private void serve(Socket one) {
    try (one) {
      InputStream in = new BufferedInputStream(one.getInputStream());
      String head = head(in);
      while (!head.isEmpty()) {
        long at = System.nanoTime();
        Matcher request = REQUEST.matcher(head);
        if (!request.lookingAt()) {
          throw new IOException("not one of ours: " + head.lines().findFirst().orElse(""));
        }
        String replica = request.group(1);
        String item = request.group(3);
        record.add(item, replica, Kind.REQUEST, at);
        switch (request.group(2)) {
          case "items" -> one.getOutputStream().write(OK);
          case "streams" -> stream(one.getOutputStream());
          default -> read(in, item, replica);
        }
        head = head(in);
      }
    } catch (IOException e) {
      // The connection is over, by whomever.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void stream(OutputStream out) throws IOException, InterruptedException {
    out.write(STREAM);
    while (true) {
      out.write(PIECE);
      Thread.sleep(PACE);
    }
  }

  private void read(InputStream in, String item, String replica) throws IOException {
    byte[] piece = new byte[1024];
    while (in.read(piece) >= 0) {
      record.add(item, replica, Kind.UPLOAD, System.nanoTime());
    }
    throw new IOException("broke off");
  }

  /** Up to and with the empty line; empty at the end of the connection. */
  static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.append((char) next);
      if (head.length() > LONGEST_HEAD) {
        throw new IOException("too long");
      }
    }
    return head.toString();
  }

  private static void thread(Runnable work) {
    Thread thread = new Thread(work, "recording-provider");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
