package io.delega.tokenvault.proxy;

import io.delega.api.ProblemException;
import io.delega.policy.ProxyRequest;
import io.delega.tokenvault.credential.Injection;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The provider's part of one call: the attempts, as far as the same request may be sent again, the
 * proof of each, and the breaker that counts them. Everything happens on the call's event loop.
 */
final class ProviderCall {
  private static final Set<HttpMethod> SAFE =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  private final ProxyServices services;
  private final RoutingContext routing;
  private final HttpServerRequest request;
  private final ProxyTarget target;
  private final String agency;
  private final ProxyRequest judged;
  private final Gate gate;
  private UpstreamExchange exchange;
  private CircuitBreaker breaker;
  private int retries;

  /** What every attempt passes. */
  interface Gate {
    /** Whether the call has ended, so that nothing more is sent. */
    boolean isOver();

    /**
     * Called in the same turn of the event loop in which the first byte is written.
     *
     * @throws ProblemException when the call must not go out
     */
    void checkOnceMore();
  }

  /**
   * @param judged what is sent; its body is null when that is still to be streamed
   */
  ProviderCall(
      ProxyServices services,
      RoutingContext routing,
      ProxyTarget target,
      String agency,
      ProxyRequest judged,
      Gate gate) {
    this.services = services;
    this.routing = routing;
    this.request = routing.request();
    this.target = target;
    this.agency = agency;
    this.judged = judged;
    this.gate = gate;
  }

  /**
   * Sends the request; complete once the head of the answer is there that is to be passed on.
   *
   * @param refreshed a newer credential than the one that the provider refused
   */
  Future<Void> send(Injection injection, Function<Injection, Future<Injection>> refreshed) {
    return answer(injection)
        .compose(answered -> withNonce(injection))
        .compose(answered -> patiently(injection))
        .compose(answered -> exchange.rejected() ? again(refreshed.apply(injection)) : answered());
  }

  /** Streams the answer to the caller. */
  Future<Void> passOn(String callId) {
    return exchange.passOn(callId);
  }

  /** Not another byte either way. */
  void abandon() {
    if (exchange != null) {
      exchange.abandon();
    }
    if (breaker != null) {
      breaker.abandoned();
      breaker = null;
    }
  }

  /** The provider's status; null before its answer. */
  Integer status() {
    return exchange == null ? null : exchange.status();
  }

  /**
   * Whether a request that changes nothing broke off without an answer: a kept connection that the
   * provider was just closing. Such a request may be sent again (RFC 9110, section 9.2.2).
   */
  private boolean unanswered(Throwable failure) {
    return !gate.isOver()
        && exchange != null
        && exchange.status() == null
        && exchange.replayable()
        && SAFE.contains(request.method())
        && failure instanceof ProblemException problem
        && UpstreamExchange.BROKE_OFF.equals(problem.code());
  }

  /** One answer; up to three attempts: a second kept connection may be as dead as the first. */
  private Future<Void> answer(Injection injection) {
    return attempt(injection)
        .recover(failure -> onceMore(failure, injection))
        .recover(failure -> onceMore(failure, injection));
  }

  private Future<Void> onceMore(Throwable failure, Injection injection) {
    return unanswered(failure) ? attempt(injection) : Future.failedFuture(failure);
  }

  /** Asks again as long as the provider asks for a little patience and the request is safe. */
  private Future<Void> patiently(Injection injection) {
    if (!SAFE.contains(request.method()) || !exchange.replayable()) {
      return answered();
    }
    Optional<Duration> pause = exchange.pause(retries);
    if (pause.isEmpty() || gate.isOver()) {
      return answered();
    }
    retries++;
    Promise<Void> over = Promise.promise();
    routing.vertx().setTimer(pause.get().toMillis(), late -> over.complete());
    return over.future()
        .compose(waited -> answer(injection))
        .compose(answered -> patiently(injection));
  }

  /** Once more where the provider only wants its nonce in the proof (RFC 9449, section 9). */
  private Future<Void> withNonce(Injection injection) {
    return injection.isBound() && exchange.wantsNonce() && exchange.replayable()
        ? answer(injection)
        : answered();
  }

  /** Refreshes once; the same request goes once more where it can, else the next one profits. */
  private Future<Void> again(Future<Injection> fresh) {
    return exchange.replayable() ? fresh.compose(this::answer) : answered();
  }

  private static Future<Void> answered() {
    return Future.succeededFuture();
  }

  /** One request; complete once the head of its answer is there. */
  private Future<Void> attempt(Injection injection) {
    if (exchange != null) {
      exchange.abandon();
    }
    if (gate.isOver()) {
      return Future.failedFuture(stale());
    }
    breaker = services.breakers.of(agency, injection.baseUrl());
    long wait = breaker.ask(System.nanoTime());
    if (wait > 0) {
      breaker = null;
      return Future.failedFuture(CircuitBreakers.open(wait));
    }
    return services
        .upstream
        .open(request.method(), target, injection)
        .compose(
            opened -> {
              exchange =
                  new UpstreamExchange(
                      services.config, routing, opened, judged, services.point::holdsLease);
              prove(injection, opened);
              return exchange.send(injection, () -> checkOnceMore(opened));
            })
        .onSuccess(
            answered ->
                services.nonces.remember(
                    target.connection(), injection.baseUrl(), exchange.dpopNonce()))
        .onComplete(this::tellBreaker);
  }

  private void prove(Injection injection, HttpClientRequest opened) {
    if (injection.isBound()) {
      String url = opened.absoluteURI();
      int query = url.indexOf('?');
      injection
          .proof(
              opened.getMethod().name(),
              URI.create(query < 0 ? url : url.substring(0, query)),
              services.nonces.of(target.connection(), injection.baseUrl()))
          .ifPresent(proof -> opened.putHeader("DPoP", proof.reveal()));
    }
  }

  private void tellBreaker(AsyncResult<Void> answered) {
    if (breaker == null) {
      return;
    }
    if (answered.succeeded() ? exchange.says502To504() : countsAgainstHost(answered.cause())) {
      breaker.failed(System.nanoTime());
    } else if (answered.succeeded()) {
      breaker.succeeded();
    } else {
      breaker.abandoned();
    }
    breaker = null;
  }

  private boolean countsAgainstHost(Throwable failure) {
    return !gate.isOver()
        && failure instanceof ProblemException problem
        && problem.status() == 502
        && !"upstream_refused".equals(problem.code());
  }

  private void checkOnceMore(HttpClientRequest opened) {
    try {
      gate.checkOnceMore();
    } catch (ProblemException e) {
      opened.reset();
      throw e;
    }
  }

  static ProblemException stale() {
    return new ProblemException(
            503,
            "enforcement_stale",
            "This enforcement point cannot prove that it knows every revocation. Try again.")
        .header("Retry-After", "1");
  }
}
