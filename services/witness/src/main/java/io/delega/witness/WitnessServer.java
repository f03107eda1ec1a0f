package io.delega.witness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A witness over HTTP; TLS is for what stands before it. */
public final class WitnessServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(WitnessServer.class.getName());
  private static final int LONGEST_BODY = 64 * 1024;
  private static final Pattern LAST = Pattern.compile("/([0-9a-f]{64})/checkpoint");

  static {
    // Seconds; the JDK's server waits for ever by itself.
    for (String limit : new String[] {"maxReqTime", "maxRspTime"}) {
      System.setProperty(
          "sun.net.httpserver." + limit, System.getProperty("sun.net.httpserver." + limit, "10"));
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final Witness witness;

  /** Starts serving; port 0 means a free one. */
  public WitnessServer(Witness witness, String host, int port) throws IOException {
    this.witness = witness;
    server = HttpServer.create(new InetSocketAddress(host, port), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Where it listens. */
  public int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        route(exchange);
      } catch (IOException | RuntimeException e) {
        LOG.log(Level.ERROR, "A request could not be answered", e);
        send(exchange, 500, "text/plain", "it failed on our side\n");
      }
    }
  }

  private void route(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String method = exchange.getRequestMethod();
    if (path.equals("/add-checkpoint")) {
      add(exchange, method);
      return;
    }
    Matcher last = LAST.matcher(path);
    Optional<String> note =
        method.equals("GET") && last.matches() ? witness.last(last.group(1)) : Optional.empty();
    send(exchange, note.isPresent() ? 200 : 404, "text/plain; charset=utf-8", note.orElse(""));
  }

  private void add(HttpExchange exchange, String method) throws IOException {
    if (!method.equals("POST")) {
      exchange.getResponseHeaders().set("Allow", "POST");
      send(exchange, 405, "text/plain", "POST a checkpoint\n");
      return;
    }
    byte[] body = exchange.getRequestBody().readNBytes(LONGEST_BODY + 1);
    if (body.length > LONGEST_BODY) {
      send(exchange, 413, "text/plain", "longer than any checkpoint\n");
      return;
    }
    Witness.Answer answer = witness.add(new String(body, StandardCharsets.UTF_8));
    send(exchange, answer.status(), answer.contentType(), answer.body());
  }

  private static void send(HttpExchange exchange, int status, String contentType, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", contentType);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
