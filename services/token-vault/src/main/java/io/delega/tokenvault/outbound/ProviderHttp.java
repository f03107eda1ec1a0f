package io.delega.tokenvault.outbound;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.delega.keys.Secret;
import io.delega.tokenvault.VaultConfig;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Our own calls to providers (token, revocation and probe endpoints): judged and pinned addresses,
 * no redirects, bounded answers, one attempt.
 */
@ApplicationScoped
public class ProviderHttp {
  private final Vertx vertx;
  private final HttpClient client;
  private final Resolver resolver;
  private final Duration timeout;
  private final int maxAnswer;

  @Inject
  ProviderHttp(Vertx vertx, Resolver resolver, Trust trust, VaultConfig config) {
    this.vertx = vertx;
    this.resolver = resolver;
    this.timeout = config.provider().timeout();
    this.maxAnswer = config.provider().maxAnswer();
    // A kept connection that the provider has just closed makes an outcome unknown that need not
    // be: token calls are rare, so each gets its own.
    this.client =
        vertx.createHttpClient(
            trust.in(new HttpClientOptions().setKeepAlive(false).setConnectTimeout(5_000)));
  }

  @PreDestroy
  void close() {
    client.close();
  }

  /** Posts a form; see {@link #send}. */
  public Uni<ProviderAnswer> postForm(
      URI url, Map<String, Secret> headers, Map<String, Secret> form) {
    String body =
        form.entrySet().stream()
            .map(e -> encode(e.getKey()) + "=" + encode(e.getValue().reveal()))
            .collect(Collectors.joining("&"));
    return send(HttpMethod.POST, url, headers, Optional.of(Secret.of(body)));
  }

  /**
   * One call.
   *
   * <p>Fails with {@link NoAnswerException}, which tells whether the request may have been sent.
   */
  public Uni<ProviderAnswer> send(
      HttpMethod method, URI url, Map<String, Secret> headers, Optional<Secret> form) {
    return resolver
        .resolve(url)
        .onFailure()
        .transform(e -> new NoAnswerException(false, refusal(url, e)))
        .chain(address -> UniHelper.toUni(call(address.request(method, rest(url)), headers, form)));
  }

  private Future<ProviderAnswer> call(
      RequestOptions options, Map<String, Secret> headers, Optional<Secret> form) {
    String where = options.getHost() + ":" + options.getPort();
    options.putHeader("Accept", "application/json");
    form.ifPresent(f -> options.putHeader("Content-Type", "application/x-www-form-urlencoded"));
    headers.forEach((name, value) -> options.putHeader(name, value.reveal()));
    return client
        .request(options)
        .recover(
            e -> Future.failedFuture(new NoAnswerException(false, where + " cannot be reached")))
        .compose(request -> exchange(request, form, where));
  }

  private Future<ProviderAnswer> exchange(
      HttpClientRequest request, Optional<Secret> form, String where) {
    Promise<ProviderAnswer> result = Promise.promise();
    long timer =
        vertx.setTimer(
            timeout.toMillis(),
            late -> {
              if (result.tryFail(new NoAnswerException(true, where + " did not answer in time"))) {
                request.reset();
              }
            });
    Future<HttpClientResponse> response =
        form.map(f -> request.send(Buffer.buffer(f.reveal()))).orElseGet(request::send);
    response
        .compose(this::read)
        .onComplete(
            done -> {
              vertx.cancelTimer(timer);
              if (done.succeeded()) {
                result.tryComplete(done.result());
              } else {
                result.tryFail(new NoAnswerException(true, where + " broke off"));
              }
            });
    return result.future();
  }

  private Future<ProviderAnswer> read(HttpClientResponse response) {
    Promise<ProviderAnswer> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    response.handler(
        chunk -> {
          if (body.length() + chunk.length() > maxAnswer) {
            response.request().reset();
            whole.tryFail("too long");
          } else {
            body.appendBuffer(chunk);
          }
        });
    response.exceptionHandler(whole::tryFail);
    response.endHandler(
        end ->
            whole.tryComplete(
                new ProviderAnswer(
                    response.statusCode(),
                    body.getBytes(),
                    Optional.ofNullable(response.getHeader("Retry-After")),
                    Optional.ofNullable(response.getHeader("DPoP-Nonce")))));
    return whole.future();
  }

  private static String refusal(URI url, Throwable e) {
    return e instanceof AddressRefusedException ? e.getMessage() : url.getHost() + " is not known";
  }

  private static String rest(URI url) {
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
