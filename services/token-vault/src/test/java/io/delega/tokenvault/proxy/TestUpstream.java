package io.delega.tokenvault.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * A provider's API that notes what arrives. It stays up from one test to the next: a server that
 * goes away takes the proxy's kept connections with it, and a POST on one of those is not repeated.
 */
final class TestUpstream implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(TestUpstream.class);

  final List<Arrival> arrivals = new CopyOnWriteArrayList<>();
  volatile CountDownLatch streamBroken = new CountDownLatch(1);
  volatile Runnable onArrival = () -> {};

  /** What comes before anything else: statuses, each with a Retry-After or none. */
  final Queue<Failure> failures = new ConcurrentLinkedQueue<>();

  /** Answers with this as long as it is set. */
  volatile Failure failing;

  volatile String accepted = "Bearer token-1";
  private final CountDownLatch closing = new CountDownLatch(1);
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool(TestUpstream::thread);

  record Failure(int status, String retryAfter) {}

  record Arrival(String method, String uri, Map<String, List<String>> headers, String body) {}

  TestUpstream() throws IOException {
    int port = Integer.parseInt(System.getProperty("delega.test.provider-port"));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
    server.setExecutor(threads);
    server.createContext("/api/", this::answer);
    server.start();
  }

  /** What a test does on arrival finds its classes where the test does. */
  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "test-upstream");
    thread.setContextClassLoader(TestUpstream.class.getClassLoader());
    return thread;
  }

  /** Forgets what arrived and how to answer. */
  void reset() {
    arrivals.clear();
    failures.clear();
    failing = null;
    streamBroken = new CountDownLatch(1);
    onArrival = () -> {};
    accepted = "Bearer token-1";
  }

  static String url() {
    return "http://127.0.0.1:" + System.getProperty("delega.test.provider-port");
  }

  private void answer(HttpExchange exchange) throws IOException {
    try {
      onArrival.run();
    } catch (RuntimeException e) {
      // The server would only break the connection off, and the reason would be lost.
      LOG.error("What the test does on arrival failed", e);
      throw e;
    }
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    arrivals.add(
        new Arrival(
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            exchange.getRequestHeaders(),
            body));
    String path = exchange.getRequestURI().getPath();
    Failure failure = failing != null ? failing : failures.poll();
    if (failure != null) {
      if (failure.retryAfter() != null) {
        exchange.getResponseHeaders().set("Retry-After", failure.retryAfter());
      }
      exchange.sendResponseHeaders(failure.status(), -1);
      exchange.close();
    } else if (!accepted.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      exchange.sendResponseHeaders(401, -1);
      exchange.close();
    } else if (path.endsWith("/stream")) {
      stream(exchange);
    } else if (path.endsWith("/moved")) {
      exchange.getResponseHeaders().set("Location", "http://elsewhere.example/");
      exchange.sendResponseHeaders(302, -1);
      exchange.close();
    } else {
      exchange.getResponseHeaders().set("Content-Type", "text/plain");
      exchange.getResponseHeaders().set("Set-Cookie", "session=1");
      exchange.getResponseHeaders().set("Etag", "\"1\"");
      byte[] bytes = ("got " + body).getBytes(UTF_8);
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(200, head ? -1 : bytes.length);
      if (!head) {
        exchange.getResponseBody().write(bytes);
      }
      exchange.close();
    }
  }

  private void stream(HttpExchange exchange) throws IOException {
    CountDownLatch broken = streamBroken;
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      while (!closing.await(20, TimeUnit.MILLISECONDS)) {
        out.write("tick\n".getBytes(UTF_8));
        out.flush();
      }
    } catch (IOException e) {
      broken.countDown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
