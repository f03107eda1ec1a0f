package io.delega.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import kotlin.Pair;
import kotlin.jvm.functions.Function1;
import no.nav.security.mock.oauth2.http.OAuth2HttpRequest;
import no.nav.security.mock.oauth2.http.OAuth2HttpResponse;
import no.nav.security.mock.oauth2.http.OAuth2HttpServer;
import no.nav.security.mock.oauth2.http.Ssl;
import okhttp3.Headers;
import okhttp3.HttpUrl;

/**
 * The HTTP side of the development issuer on the JDK's server: the library's own ones want another
 * Netty than Quarkus has, or remember every request for ever.
 */
final class DevHttp implements OAuth2HttpServer {
  private HttpServer server;
  private ExecutorService threads;

  @Override
  public OAuth2HttpServer start(Function1<? super OAuth2HttpRequest, OAuth2HttpResponse> handler) {
    return start(0, handler);
  }

  @Override
  public OAuth2HttpServer start(
      int port, Function1<? super OAuth2HttpRequest, OAuth2HttpResponse> handler) {
    return start(InetAddress.getLoopbackAddress(), port, handler);
  }

  @Override
  public OAuth2HttpServer start(
      InetAddress address,
      int port,
      Function1<? super OAuth2HttpRequest, OAuth2HttpResponse> handler) {
    try {
      server = HttpServer.create(new InetSocketAddress(address, port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads = Executors.newFixedThreadPool(8);
    server.setExecutor(threads);
    server.createContext("/", exchange -> handle(exchange, handler));
    server.start();
    return this;
  }

  private void handle(
      HttpExchange exchange, Function1<? super OAuth2HttpRequest, OAuth2HttpResponse> handler)
      throws IOException {
    try (exchange) {
      OAuth2HttpResponse response = handler.invoke(request(exchange));
      for (Pair<? extends String, ? extends String> header : response.getHeaders()) {
        exchange.getResponseHeaders().add(header.getFirst(), header.getSecond());
      }
      byte[] body = body(response);
      exchange.sendResponseHeaders(response.getStatus(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private OAuth2HttpRequest request(HttpExchange exchange) throws IOException {
    Headers.Builder headers = new Headers.Builder();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> values.forEach(value -> headers.addUnsafeNonAscii(name, value)));
    String host = exchange.getRequestHeaders().getFirst("Host");
    String authority = host == null ? "localhost:" + port() : host;
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    return new OAuth2HttpRequest(
        headers.build(),
        exchange.getRequestMethod(),
        HttpUrl.get("http://" + authority + exchange.getRequestURI()),
        body.isEmpty() ? null : body);
  }

  private static byte[] body(OAuth2HttpResponse response) {
    if (response.getBytesBody() != null) {
      return response.getBytesBody();
    }
    return response.getBody() == null
        ? new byte[0]
        : response.getBody().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public OAuth2HttpServer stop() {
    close();
    return this;
  }

  @Override
  public void close() {
    if (server != null) {
      server.stop(0);
      threads.shutdownNow();
    }
  }

  @Override
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public HttpUrl url(String path) {
    return HttpUrl.get("http://localhost:" + port()).resolve(path);
  }

  @Override
  public Ssl sslConfig() {
    return null;
  }
}
