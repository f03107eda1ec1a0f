package io.delega.tokenvault.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.delega.api.ProblemException;
import io.delega.keys.Secret;
import io.delega.tokenvault.credential.Injection;
import io.delega.tokenvault.enforcement.EnforcementPoint;
import io.delega.tokenvault.outbound.AddressRefusedException;
import io.delega.tokenvault.outbound.PinnedAddress;
import io.delega.tokenvault.outbound.Resolver;
import io.delega.tokenvault.outbound.Trust;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Connections to providers: only to declared hosts, at judged and pinned addresses. */
@Singleton
class Upstream {
  private static final int KEPT_SECONDS = 15;

  /** How many requests may share one connection, whatever the provider would allow. */
  private static final int MULTIPLEXED = 100;

  private final HttpClient plain;
  private final HttpClient tls;
  private final Resolver resolver;

  @Inject
  Upstream(
      Vertx vertx, Resolver resolver, Trust trust, ProxyConfig config, EnforcementPoint point) {
    this.resolver = resolver;
    this.plain = client(vertx, options(config), point);
    this.tls = client(vertx, trust.in(speakingBoth(options(config), config)), point);
  }

  private static HttpClient client(Vertx vertx, HttpClientOptions options, EnforcementPoint point) {
    return vertx
        .httpClientBuilder()
        .with(options)
        .withConnectHandler(made -> LeaseGate.of(made, point::holdsLease).passing())
        .build();
  }

  private static HttpClientOptions options(ProxyConfig config) {
    return new HttpClientOptions()
        .setConnectTimeout((int) config.connectTimeout().toMillis())
        .setMaxPoolSize(config.connectionsPerHost())
        // Less than most servers keep one, so that a kept connection is rarely a dead one.
        .setKeepAliveTimeout(KEPT_SECONDS)
        .setReadIdleTimeout((int) config.idleTimeout().toSeconds())
        .setDecompressionSupported(false);
  }

  /** HTTP/2 where the provider offers it in the TLS handshake (ALPN), HTTP/1.1 elsewhere. */
  private static HttpClientOptions speakingBoth(HttpClientOptions options, ProxyConfig config) {
    return options
        .setForceSni(true)
        .setUseAlpn(true)
        .setProtocolVersion(HttpVersion.HTTP_2)
        .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
        .setHttp2MaxPoolSize(config.connectionsPerHost())
        .setHttp2MultiplexingLimit(MULTIPLEXED)
        .setHttp2KeepAliveTimeout(KEPT_SECONDS);
  }

  @PreDestroy
  void close() {
    plain.close();
    tls.close();
  }

  /**
   * A request on an open connection, with nothing sent yet.
   *
   * <p>Fails with a {@link ProblemException}: 502 {@code upstream_refused} or {@code
   * upstream_unreachable}.
   */
  Future<HttpClientRequest> open(HttpMethod method, ProxyTarget target, Injection injection) {
    URI base = injection.baseUrl();
    if (!injection.admits(base)) {
      return failed(refused("The provider does not declare the host of its base URL."));
    }
    Context here = Vertx.currentContext();
    String uri = uri(base, target, injection.query());
    return address(base, here)
        .compose(address -> open(address, address.request(method, uri)))
        .recover(failure -> failed(problem(failure)));
  }

  /**
   * Of the connections that are kept some may be closing just now. Nothing has been sent on them,
   * so another may be taken whatever the request does.
   */
  private Future<HttpClientRequest> open(PinnedAddress address, RequestOptions request) {
    HttpClient client = address.tls() ? tls : plain;
    return client
        .request(request)
        .recover(failure -> wasClosed(failure) ? client.request(request) : failed(failure))
        .recover(failure -> wasClosed(failure) ? client.request(request) : failed(failure));
  }

  private static boolean wasClosed(Throwable failure) {
    return failure instanceof HttpClosedException;
  }

  private static Future<HttpClientRequest> failed(Throwable failure) {
    return Future.failedFuture(failure);
  }

  private Future<PinnedAddress> address(URI base, Context here) {
    return resolver
        .atHand(base)
        .map(Future::succeededFuture)
        .orElseGet(
            () ->
                Future.fromCompletionStage(
                    resolver.resolve(base).subscribeAsCompletionStage(), here));
  }

  /** The base URL's path, then what was judged, byte for byte, then what authenticates. */
  static String uri(URI base, ProxyTarget target, Map<String, Secret> injected) {
    String basePath = base.getRawPath() == null ? "" : base.getRawPath();
    if (basePath.endsWith("/")) {
      basePath = basePath.substring(0, basePath.length() - 1);
    }
    String query = query(target.query(), injected);
    return basePath + target.path() + (query == null ? "" : "?" + query);
  }

  private static String query(String sent, Map<String, Secret> injected) {
    if (injected.isEmpty()) {
      return sent;
    }
    Stream<String> kept =
        sent == null
            ? Stream.empty()
            : Arrays.stream(sent.split("&"))
                .filter(pair -> !pair.isEmpty() && !injected.containsKey(name(pair)));
    Stream<String> added =
        injected.entrySet().stream()
            .map(e -> encode(e.getKey()) + "=" + encode(e.getValue().reveal()));
    return Stream.concat(kept, added).collect(Collectors.joining("&"));
  }

  private static String name(String pair) {
    String raw = pair.split("=", 2)[0];
    try {
      return URLDecoder.decode(raw, UTF_8);
    } catch (IllegalArgumentException e) {
      return raw;
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  private static ProblemException problem(Throwable failure) {
    return failure instanceof AddressRefusedException
        ? refused("The provider's address is not allowed here: " + failure.getMessage() + ".")
        : new ProblemException(
            502, "upstream_unreachable", "The provider cannot be reached at its base URL.");
  }

  private static ProblemException refused(String detail) {
    return new ProblemException(502, "upstream_refused", detail);
  }
}
