package io.delega.tokenvault.proxy;

import io.delega.api.ProblemException;
import io.delega.policy.ProxyRequest;
import io.delega.tokenvault.credential.Injection;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** One request to the provider and its answer, streamed both ways. */
final class UpstreamExchange {
  static final String BROKE_OFF = "upstream_broke_off";

  /** An announced answer of at most so many bytes is passed on in one piece, once it is whole. */
  private static final int AT_ONCE = 16 * 1024;

  private final ProxyConfig config;
  private final RoutingContext routing;
  private final HttpServerRequest request;
  private final HttpClientRequest opened;
  private final ProxyRequest judged;
  private final Buffer body;
  private final BooleanSupplier goesOn;
  private HttpClientResponse answer;
  private LeaseGate gate;
  private boolean streamed;

  /**
   * @param judged what policy has judged: its headers are sent, and its body unless that is null
   *     and still to be streamed
   * @param goesOn whether the lease still allows a piece of a body to pass, either way
   */
  UpstreamExchange(
      ProxyConfig config,
      RoutingContext routing,
      HttpClientRequest opened,
      ProxyRequest judged,
      BooleanSupplier goesOn) {
    this.config = config;
    this.routing = routing;
    this.request = routing.request();
    this.opened = opened;
    this.judged = judged;
    this.body = judged.body() == null ? null : Buffer.buffer(judged.body());
    this.goesOn = goesOn;
  }

  /**
   * Writes the request, its first byte in this very turn; complete once the head of the answer is
   * there. Fails with 502 {@code upstream_timeout} or {@code upstream_broke_off}.
   *
   * @param lastCheck run when nothing is left to be done but to write; nothing is sent when it
   *     throws
   */
  Future<Void> send(Injection injection, Runnable lastCheck) {
    // What goes wrong is told by the answer; without this Vert.x logs each reset as an error.
    opened.exceptionHandler(toldByTheAnswer -> {});
    judged.headers().forEach(opened::putHeader);
    injection.headers().forEach((name, value) -> opened.putHeader(name, value.reveal()));
    Promise<Void> head = Promise.promise();
    long timer =
        routing
            .vertx()
            .setTimer(
                config.responseTimeout().toMillis(),
                late -> {
                  head.tryFail(
                      new ProblemException(
                          502, "upstream_timeout", "The provider did not answer in time."));
                  opened.reset();
                });
    opened
        .response()
        .onComplete(
            done -> {
              routing.vertx().cancelTimer(timer);
              if (done.succeeded()) {
                answer = done.result();
                answer.pause();
                // Here and not when it is abandoned: it may have ended by then.
                answer.exceptionHandler(expected -> {});
                head.tryComplete();
              } else {
                head.tryFail(brokeOff());
              }
            });
    lastCheck.run();
    write(head);
    return head.future();
  }

  private void write(Promise<Void> head) {
    long length = body == null ? Framing.length(request) : body.length();
    if (length == 0) {
      if (bodyIsUsual()) {
        opened.putHeader("Content-Length", "0");
      }
      opened.end();
      Framing.resume(request);
    } else if (body != null) {
      opened.putHeader("Content-Length", Long.toString(length));
      opened.end(body);
    } else {
      if (length > 0) {
        opened.putHeader("Content-Length", Long.toString(length));
      } else if (bodyIsUsual() || request.version() != HttpVersion.HTTP_2) {
        opened.setChunked(true);
      }
      Future<Void> piped =
          new Bounded(request, config.largestRequest(), this::pieceGoesOn)
              .pipe()
              .endOnFailure(false)
              .to(opened);
      Framing.goOn(request);
      // The provider may answer before it has read everything; only then is this no failure.
      piped.onFailure(
          e -> {
            if (head.tryFail(ofRequest(e))) {
              opened.reset();
            }
          });
    }
  }

  /** Only its first piece tells that HTTP/2 brings a body; a GET that has none is sent as one. */
  private boolean pieceGoesOn() {
    if (!streamed && opened.headers().get("Content-Length") == null) {
      opened.setChunked(true);
    }
    streamed = true;
    return goesOn.getAsBoolean();
  }

  private boolean bodyIsUsual() {
    return Set.of("POST", "PUT", "PATCH").contains(request.method().name());
  }

  /** Whether the provider refused the credential. */
  boolean rejected() {
    return answer.statusCode() == 401;
  }

  /** Whether the provider refused only the proof, for want of its nonce. */
  boolean wantsNonce() {
    String challenge = answer.getHeader("WWW-Authenticate");
    return rejected()
        && dpopNonce() != null
        && challenge != null
        && challenge.contains("use_dpop_nonce");
  }

  /** What the provider wants to see in the next proof; null without it. */
  String dpopNonce() {
    return answer.getHeader("DPoP-Nonce");
  }

  /**
   * Whether the same request can be sent again; of a body that has passed there is nothing left.
   */
  boolean replayable() {
    return body != null || (!streamed && Framing.length(request) == 0);
  }

  /** The provider's status; null before its answer. */
  Integer status() {
    return answer == null ? null : answer.statusCode();
  }

  /** Streams the answer to the caller; complete when all of it is passed on. */
  Future<Void> passOn(String callId) {
    return answer(callId)
        .onComplete(
            passed -> {
              if (gate != null) {
                gate.passed();
              }
            });
  }

  /** Whether a piece of the answer may pass; from the first one on only under a lease. */
  private boolean answerGoesOn() {
    if (!goesOn.getAsBoolean()) {
      return false;
    }
    if (gate == null) {
      gate = LeaseGate.of(request.connection(), goesOn);
      gate.passing();
    }
    return true;
  }

  private Future<Void> answer(String callId) {
    if (!goesOn.getAsBoolean()) {
      return Future.failedFuture(ProviderCall.stale());
    }
    HttpServerResponse response = request.response();
    response.setStatusCode(answer.statusCode());
    Headers.toCaller(answer.headers(), response.headers());
    response.putHeader(Answers.UPSTREAM, "true").putHeader(Answers.CALL_ID, callId);
    String length = answer.getHeader("Content-Length");
    boolean head = request.method().equals(HttpMethod.HEAD);
    if (head || hasNoBody(answer.statusCode())) {
      if (length != null && head) {
        response.putHeader("Content-Length", length);
      }
      answer.resume();
      return response.end();
    }
    if (length != null && Long.parseLong(length) > config.largestAnswer()) {
      response.headers().clear();
      return Future.failedFuture(answerTooLarge());
    }
    if (length != null && Long.parseLong(length) <= AT_ONCE) {
      Future<Buffer> whole = answer.body();
      answer.resume();
      return whole
          .recover(e -> Future.failedFuture(brokeOff()))
          .compose(
              read ->
                  answerGoesOn() ? response.end(read) : Future.failedFuture(ProviderCall.stale()));
    }
    if (length != null) {
      response.putHeader("Content-Length", length);
    } else {
      response.setChunked(true);
    }
    return new Bounded(answer, config.largestAnswer(), this::answerGoesOn)
        .pipe()
        .endOnFailure(false)
        .to(response)
        .recover(
            e ->
                Future.failedFuture(
                    e instanceof Bounded.TooLongException
                        ? answerTooLarge()
                        : e instanceof ProblemException ? e : brokeOff()));
  }

  /** How long to wait before asking again; empty when this answer is the answer. */
  Optional<Duration> pause(int retries) {
    return Retries.pause(answer.statusCode(), answer.getHeader("Retry-After"), retries);
  }

  /** Whether the host says that it, or what stands behind it, does not work now. */
  boolean says502To504() {
    return answer.statusCode() >= 502 && answer.statusCode() <= 504;
  }

  private static Throwable ofRequest(Throwable failure) {
    return failure instanceof Bounded.TooLongException
        ? tooLarge()
        : failure instanceof ProblemException ? failure : brokeOff();
  }

  private static ProblemException tooLarge() {
    return new ProblemException(413, "body_too_large", "The body is longer than is passed on.");
  }

  private static ProblemException answerTooLarge() {
    return new ProblemException(
        502, "upstream_answer_too_large", "The provider's answer is longer than is passed on.");
  }

  private static boolean hasNoBody(int status) {
    return status == 204 || status == 304 || status < 200;
  }

  /** Not another byte either way. */
  void abandon() {
    opened.reset();
  }

  private static ProblemException brokeOff() {
    return new ProblemException(502, BROKE_OFF, "The connection to the provider broke off.");
  }
}
