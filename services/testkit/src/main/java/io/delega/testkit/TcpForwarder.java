package io.delega.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * A way to a Kafka broker on this machine that can be held up or slowed down, for all connections
 * or for those of some clients. What is held is not lost: it arrives later, as on a network, also
 * when its sender has hung up meanwhile.
 */
public final class TcpForwarder implements AutoCloseable {
  private static final int PIECE = 64 * 1024;
  private static final long FOREVER = Long.MAX_VALUE;

  private final ServerSocket listening;
  private final int target;
  private final Map<Socket, String> clients = new ConcurrentHashMap<>();
  private final AtomicInteger held = new AtomicInteger();
  private final Object change = new Object();
  private volatile Rule rule = new Rule(client -> false, 0);
  private volatile boolean closed;

  private record Rule(Predicate<String> concerned, long delayMillis) {}

  private TcpForwarder(ServerSocket listening, int target) {
    this.listening = listening;
    this.target = target;
  }

  /**
   * Forwards from one loopback port to another.
   *
   * @param port zero for a free one
   */
  public static TcpForwarder start(int port, int target) {
    try {
      ServerSocket listening = new ServerSocket();
      listening.setReuseAddress(true);
      listening.bind(new InetSocketAddress(InetAddress.getByName("localhost"), port), 200);
      TcpForwarder forwarder = new TcpForwarder(listening, target);
      thread(forwarder::accept);
      return forwarder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return listening.getLocalPort();
  }

  /** Lets nothing through either way, for the clients with these Kafka client ids. */
  public void hold(Predicate<String> concerned) {
    set(new Rule(concerned, FOREVER));
  }

  /** Each piece of up to 64 KiB takes so many milliseconds more, each way, for these clients. */
  public void delay(Predicate<String> concerned, long millis) {
    set(new Rule(concerned, millis));
  }

  /** Everything passes at once again, what was held first. */
  public void release() {
    set(new Rule(client -> false, 0));
  }

  /** How many connections have something that is held. */
  public int held() {
    return held.get();
  }

  /** The client ids of the connections that are open. */
  public Set<String> clients() {
    return new TreeSet<>(clients.values());
  }

  private void set(Rule next) {
    synchronized (change) {
      rule = next;
      change.notifyAll();
    }
  }

  private void accept() {
    while (!closed) {
      try {
        Socket near = listening.accept();
        thread(() -> join(near));
      } catch (IOException e) {
        // Closed, or one connection less.
      }
    }
  }

  private void join(Socket near) {
    try (near;
        Socket far = new Socket()) {
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      far.connect(new InetSocketAddress(InetAddress.getByName("localhost"), target));
      clients.put(near, "");
      Thread back = thread(() -> pass(far, near, near, false));
      pass(near, far, near, true);
      back.join();
    } catch (IOException e) {
      // Nobody listens there now: to the client it is as if nobody listened here.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      clients.remove(near);
    }
  }

  private void pass(Socket from, Socket to, Socket client, boolean first) {
    byte[] piece = new byte[PIECE];
    boolean unknown = first;
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
        if (unknown) {
          clients.put(client, clientId(piece, length));
          unknown = false;
        }
        await(client);
        out.write(piece, 0, length);
      }
    } catch (IOException e) {
      // One side is gone; the other one learns it below.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    end(to);
  }

  private static void end(Socket to) {
    try {
      to.shutdownOutput();
    } catch (IOException e) {
      // It is gone already.
    }
  }

  private void await(Socket client) throws InterruptedException {
    String id = clients.getOrDefault(client, "");
    Rule now = rule;
    if (!now.concerned().test(id)) {
      return;
    }
    held.incrementAndGet();
    try {
      if (now.delayMillis() != FOREVER) {
        Thread.sleep(now.delayMillis());
        return;
      }
      synchronized (change) {
        while (rule.delayMillis() == FOREVER && rule.concerned().test(id) && !closed) {
          change.wait();
        }
      }
    } finally {
      held.decrementAndGet();
    }
  }

  /** A request begins with its length, key, version and correlation id; then the client's id. */
  static String clientId(byte[] request, int length) {
    if (length < 14) {
      return "";
    }
    int size = (request[12] & 0xff) << 8 | request[13] & 0xff;
    return size > length - 14
        ? ""
        : new String(request, 14, size, java.nio.charset.StandardCharsets.UTF_8);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "tcp-forwarder");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  @Override
  public void close() {
    closed = true;
    release();
    try {
      listening.close();
      for (Socket client : clients.keySet()) {
        client.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
