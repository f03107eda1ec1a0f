package io.delega.local.edge;

import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Passes requests on to the services, streaming, with no limit on bodies or duration. It logs no
 * request: query strings can hold authorization codes and links.
 */
public final class Edge {
  private static final int LONGEST_LINE = 64 * 1024;

  private final Vertx vertx;
  private final EdgeConfig config;
  private final Map<String, HttpProxy> services;

  private Edge(Vertx vertx, EdgeConfig config) {
    this.vertx = vertx;
    this.config = config;
    HttpClient client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setMaxPoolSize(2_000)
                .setConnectTimeout(2_000)
                .setKeepAliveTimeout(20)
                .setMaxHeaderSize(LONGEST_LINE)
                .setMaxInitialLineLength(LONGEST_LINE));
    Forwarded forwarded = new Forwarded(config.publicUrl());
    this.services =
        config.services().entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey,
                    service ->
                        proxy(
                            client,
                            service.getKey(),
                            new Replicas(service.getValue()),
                            forwarded)));
  }

  /** Listens until the Vert.x instance is closed. Completes when every port is open. */
  public static Future<?> start(Vertx vertx, EdgeConfig config) {
    Edge edge = new Edge(vertx, config);
    List<Future<HttpServer>> listening = new ArrayList<>();
    if (config.host().equals("localhost")) {
      listening.add(edge.listen("127.0.0.1", config.port(), edge::route));
      listening.add(
          edge.listen("::1", config.port(), edge::route)
              .recover(noIpv6 -> Future.succeededFuture()));
    } else {
      listening.add(edge.listen(config.host(), config.port(), edge::route));
    }
    config
        .balancers()
        .forEach(
            (service, port) ->
                listening.add(edge.listen("127.0.0.1", port, edge.services.get(service)::handle)));
    CompositeFuture all = Future.all(listening);
    return all;
  }

  private Future<HttpServer> listen(String host, int port, Handler<HttpServerRequest> handler) {
    return vertx
        .createHttpServer(
            new HttpServerOptions()
                .setHandle100ContinueAutomatically(true)
                .setHttp2ClearTextEnabled(false)
                .setMaxHeaderSize(LONGEST_LINE)
                .setMaxInitialLineLength(LONGEST_LINE))
        .requestHandler(handler)
        .listen(port, host);
  }

  private void route(HttpServerRequest request) {
    String uri = request.uri();
    int query = uri.indexOf('?');
    String rawPath = query < 0 ? uri : uri.substring(0, query);
    Routes.Route route =
        rawPath.startsWith("/")
            ? Routes.of(request.method(), rawPath)
            : new Routes.Refused(400, "bad_request", "The request target is not a path");
    if (route instanceof Routes.To to) {
      services.get(to.service()).handle(request);
    } else if (route instanceof Routes.Refused refused) {
      Problems.send(request, refused.status(), refused.code(), refused.title());
    }
  }

  private static HttpProxy proxy(
      HttpClient client, String service, Replicas replicas, Forwarded forwarded) {
    return HttpProxy.reverseProxy(client)
        .originRequestProvider((request, pool) -> replicas.connect(pool))
        .addInterceptor(
            new ProxyInterceptor() {
              @Override
              public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
                HttpServerRequest received = context.request().proxiedRequest();
                forwarded.apply(received, context.request().headers());
                if (received.authority() != null) {
                  context.request().setAuthority(received.authority());
                }
                if (service.equals("token-vault")
                    && Routes.bringsASecret(received.method(), received.path())) {
                  context.request().setBody(WipedBody.of(context.request().getBody()));
                }
                return context
                    .sendRequest()
                    .otherwise(failure -> Problems.serviceUnavailable(context, service));
              }
            });
  }
}
