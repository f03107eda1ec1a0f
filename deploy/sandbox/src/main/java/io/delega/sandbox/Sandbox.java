package io.delega.sandbox;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** A running sandbox: a third-party platform on loopback, and the switches to make it misbehave. */
public final class Sandbox implements AutoCloseable {
  /** The one demo login. */
  private static final String USER = "demo-client@example.test";

  private static final String PASSWORD = "sandbox-demo";

  private final Vertx vertx;
  private final Settings settings;
  private final Tokens tokens;
  private final Misbehaviour misbehaviour;
  private final Arrivals arrivals;
  private final Control control;

  private Sandbox(Vertx vertx, Settings settings, Tokens tokens) {
    this.vertx = vertx;
    this.settings = settings;
    this.tokens = tokens;
    this.misbehaviour = new Misbehaviour(tokens);
    this.arrivals = new Arrivals();
    this.control = new Control(tokens, misbehaviour, arrivals);
  }

  /**
   * What a sandbox knows of itself.
   *
   * @param publicUrl below it the default app may have its callback; null for loopback only
   */
  record Settings(String url, String user, String password, String publicUrl) {
    @Override
    public String toString() {
      return url;
    }
  }

  /** An OAuth app at the sandbox. */
  public record RegisteredApp(String clientId, String clientSecret) {
    @Override
    public String toString() {
      return clientId;
    }
  }

  /** Starts one that forgets everything when it is closed; port zero for a free one. */
  public static Sandbox start(int port) {
    return start(port, null, null);
  }

  /**
   * Starts one.
   *
   * @param port zero for a free one
   * @param data where apps and tokens are kept (as hashes); null for memory only
   * @param publicUrl beside loopback, where the default app may be called back; may be null
   * @throws IllegalStateException when the port is taken
   */
  public static Sandbox start(int port, Path data, String publicUrl) {
    int listening = port == 0 ? freePort() : port;
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
    Settings settings = new Settings("http://localhost:" + listening, USER, PASSWORD, publicUrl);
    Sandbox sandbox = new Sandbox(vertx, settings, new Tokens(data));
    HttpServer server =
        vertx
            .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(listening))
            .requestHandler(
                Site.router(
                    vertx,
                    settings,
                    sandbox.tokens,
                    sandbox.misbehaviour,
                    sandbox.arrivals,
                    sandbox.control));
    try {
      server.listen().toCompletionStage().toCompletableFuture().get();
      return sandbox;
    } catch (ExecutionException e) {
      sandbox.close();
      throw new IllegalStateException("the sandbox does not start on " + listening, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its address, which is also its issuer; the API is at {@code /api/v1} below it. */
  public String url() {
    return settings.url();
  }

  public String user() {
    return settings.user();
  }

  public String password() {
    return settings.password();
  }

  /** The default app, whose callback may be anywhere on loopback. */
  public String clientId() {
    return Tokens.DEFAULT_APP;
  }

  public String clientSecret() {
    return tokens.defaultSecret();
  }

  /** Registers an app with exact callbacks. */
  public RegisteredApp register(String... redirectUris) {
    AppsEndpoint.Registered app = new AppsEndpoint(tokens).register(List.of(redirectUris));
    return new RegisteredApp(app.clientId(), app.clientSecret());
  }

  /** Changes switches; what is null in it stays. */
  public void change(Switches change) {
    misbehaviour.change(change);
  }

  /** New access tokens live so many seconds. */
  public void tokenLifetime(long seconds) {
    tokens.lifetime(seconds);
  }

  /** As if the account's owner had disconnected every app here. */
  public void revokeAll() {
    tokens.revokeAll();
  }

  /** Every access token so far is expired; refresh tokens live. */
  public void expireAccessTokens() {
    tokens.expireAccessTokens();
  }

  /** Every access token so far was made with a key that is gone; refresh tokens live. */
  public void rotateKeys() {
    tokens.rotateKey();
  }

  /** Good behaviour again. */
  public void reset() {
    misbehaviour.change(Switches.GOOD);
  }

  /** What arrived, oldest first. */
  public List<Arrival> arrivals() {
    return arrivals.all();
  }

  /** Forgets what arrived so far. */
  public void forgetArrivals() {
    arrivals.clear();
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
