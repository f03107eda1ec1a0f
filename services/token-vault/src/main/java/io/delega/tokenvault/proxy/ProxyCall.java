package io.delega.tokenvault.proxy;

import io.delega.api.ProblemException;
import io.delega.contracts.AccessEvent.CallCompleted;
import io.delega.contracts.AccessEvent.CallDecided;
import io.delega.contracts.AccessEvent.Target;
import io.delega.contracts.EnforcementState;
import io.delega.contracts.Ids;
import io.delega.policy.ConnectionPolicy;
import io.delega.policy.Decision;
import io.delega.policy.MatchResult;
import io.delega.policy.ProxyRequest;
import io.delega.tokenvault.KeyProblems;
import io.delega.tokenvault.access.AuditUnavailableException;
import io.delega.tokenvault.credential.CredentialUnavailableException;
import io.delega.tokenvault.credential.Injection;
import io.delega.tokenvault.enforcement.CallInFlight;
import io.delega.tokenvault.enforcement.Cut;
import io.smallrye.mutiny.Uni;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;

/**
 * One proxied call, top to bottom. Everything happens on the request's own event loop, except
 * {@link #refusal} and the beginning of {@link #cut}.
 */
final class ProxyCall implements CallInFlight {
  private static final Logger LOG = Logger.getLogger(ProxyCall.class);

  private static final Set<HttpMethod> SAFE =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  private final ProxyServices services;
  private final RoutingContext routing;
  private final HttpServerRequest request;
  private final Context context = Vertx.currentContext();
  private final long startedAt = System.nanoTime();

  private ProxyCaller caller;
  private ProxyTarget target;
  private volatile ConnectionPolicy policy;
  private Buffer body;
  private volatile ProxyRequest judged;
  private MatchResult.Matched match;
  private Decision.Allowed allowed;
  private String callId;
  private boolean admitted;
  private boolean ended;
  private long longest;
  private UpstreamExchange exchange;
  private CircuitBreaker breaker;
  private int retries;

  ProxyCall(ProxyServices services, RoutingContext routing) {
    this.services = services;
    this.routing = routing;
    this.request = routing.request();
  }

  /** The whole call. */
  void run() {
    request.pause();
    services
        .callers
        .of(routing)
        .compose(this::admit)
        .compose(this::readBodyWhereJudged)
        .compose(nothing -> decide())
        .compose(nothing -> record())
        .compose(nothing -> credential())
        .compose(this::send)
        .onComplete(done -> end(done.failed() ? done.cause() : null));
  }

  private Future<Void> admit(ProxyCaller identified) {
    caller = identified;
    if (!caller.isAssistant() || caller.agency().isEmpty()) {
      throw ProblemException.forbidden("Only an assistant of an agency may call the proxy.");
    }
    target = ProxyTarget.parse(request.uri());
    Framing.check(request);
    Framing.bound(request, services.config.largestRequest());
    if (!services.point.admits()) {
      throw stale();
    }
    policy =
        services
            .point
            .find(target.connection())
            .filter(found -> caller.agency().equals(found.state().agency()))
            .orElseThrow(() -> ProblemException.notFound("connection"));
    return Future.succeededFuture();
  }

  private Future<Void> readBodyWhereJudged(Void nothing) {
    if (!policy.needsBody(request.method().name(), target.path())) {
      return Future.succeededFuture();
    }
    return Framing.read(request, services.config.judgedBody())
        .onSuccess(read -> body = read)
        .mapEmpty();
  }

  private Future<Void> decide() {
    judged =
        new ProxyRequest(
            request.method().name(),
            target.path(),
            target.query(),
            Headers.judged(request.headers()),
            body == null ? null : body.getBytes());
    MatchResult result = policy.match(judged);
    if (result instanceof MatchResult.NotCanonical not) {
      throw ProxyTarget.notCanonical(not.reason());
    }
    if (result instanceof MatchResult.NoOperation none) {
      return deny(new Decision.Denied("no_operation", none.reason(), null, null, null), null);
    }
    match = (MatchResult.Matched) result;
    Decision decision = decided(policy, match);
    if (decision instanceof Decision.Denied denied) {
      return deny(denied, null);
    }
    allowed = (Decision.Allowed) decision;
    Integer perMinute = allowed.limits().requestsPerMinute();
    int wait =
        perMinute == null
            ? 0
            : services.limits.take(allowed.grantId(), perMinute, System.nanoTime());
    return wait == 0 ? Future.succeededFuture() : deny(overLimit(), wait);
  }

  private Decision decided(ConnectionPolicy by, MatchResult.Matched matched) {
    return by.decide(caller.issuer(), caller.subject(), matched, services.clock.instant());
  }

  private Decision.Denied overLimit() {
    return new Decision.Denied(
        "limit_exceeded",
        "The grant's limit of requests per minute is reached.",
        allowed.assistantId(),
        allowed.grantId(),
        allowed.operation());
  }

  /** Records the denial, then fails with it. */
  private Future<Void> deny(Decision.Denied denied, Integer retryAfter) {
    if (!services.denials.record(
        caller.agency(), caller.issuer(), caller.subject(), denied.assistantId())) {
      throw new ProblemException(
              429, "too_many_denials", "Too many of your calls were denied in this minute.")
          .header("Retry-After", "60");
    }
    callId = Ids.next(Ids.CALL, services.clock);
    ProblemException problem =
        new ProblemException(retryAfter == null ? 403 : 429, denied.code(), denied.detail());
    if (retryAfter != null) {
      problem.header("Retry-After", retryAfter.toString());
    }
    return onContext(
            services.log.decided(
                caller.agency(),
                caller.subject(),
                decision(
                    denied.assistantId(),
                    denied.grantId(),
                    denied.operation(),
                    "denied",
                    denied.code())))
        .compose(recorded -> Future.failedFuture(problem));
  }

  /** From here on the call can be cut, and nothing is sent before its decision is durable. */
  private Future<Void> record() {
    if (!services.underWay().begin(target.connection())) {
      throw new ProblemException(
              429, "too_many_calls", "This connection has too many calls under way.")
          .header("Retry-After", "1");
    }
    callId = Ids.next(Ids.CALL, services.clock);
    admitted = true;
    services.point.register(this);
    request.response().closeHandler(gone -> callerIsGone());
    longest =
        routing
            .vertx()
            .setTimer(
                services.config.longestCall().toMillis(),
                late ->
                    end(
                        new ProblemException(
                            502, "upstream_timeout", "The call lasted too long.")));
    return onContext(
        services.log.decided(
            caller.agency(),
            caller.subject(),
            decision(
                allowed.assistantId(), allowed.grantId(), allowed.operation(), "allowed", null)));
  }

  private Future<Injection> credential() {
    return services
        .credentials
        .atHand(target.connection())
        .map(Future::succeededFuture)
        .orElseGet(() -> inject(services.credentials.take(target.connection())));
  }

  private Future<Injection> inject(Uni<Injection> credential) {
    return onContext(credential.subscribeAsCompletionStage());
  }

  private Future<Void> send(Injection injection) {
    return attempt(injection)
        .recover(failure -> unanswered(failure) ? retry(injection) : Future.failedFuture(failure))
        .compose(answered -> withNonce(injection))
        .compose(answered -> patiently(injection))
        .compose(answered -> exchange.rejected() ? again(injection) : answered())
        .compose(answered -> exchange.passOn(callId));
  }

  /**
   * Whether a request that changes nothing broke off without an answer: a kept connection that the
   * provider was just closing. Such a request may be sent again (RFC 9110, section 9.2.2).
   */
  private boolean unanswered(Throwable failure) {
    return !ended
        && exchange != null
        && exchange.status() == null
        && exchange.replayable()
        && SAFE.contains(request.method())
        && failure instanceof ProblemException problem
        && UpstreamExchange.BROKE_OFF.equals(problem.code());
  }

  /** Once more, and once again: a second kept connection may be as dead as the first. */
  private Future<Void> retry(Injection injection) {
    return attempt(injection)
        .recover(
            failure -> unanswered(failure) ? attempt(injection) : Future.failedFuture(failure));
  }

  /** Asks again as long as the provider asks for a little patience and the request is safe. */
  private Future<Void> patiently(Injection injection) {
    if (!SAFE.contains(request.method()) || !exchange.replayable()) {
      return answered();
    }
    Optional<Duration> pause = exchange.pause(retries);
    if (pause.isEmpty() || ended) {
      return answered();
    }
    retries++;
    Promise<Void> over = Promise.promise();
    routing.vertx().setTimer(pause.get().toMillis(), late -> over.complete());
    return over.future()
        .compose(waited -> attempt(injection))
        .compose(answered -> patiently(injection));
  }

  /** Once more where the provider only wants its nonce in the proof (RFC 9449, section 9). */
  private Future<Void> withNonce(Injection injection) {
    return injection.isBound() && exchange.wantsNonce() && exchange.replayable()
        ? attempt(injection)
        : answered();
  }

  /** Refreshes once; the same request goes once more where it can, else the next one profits. */
  private Future<Void> again(Injection rejected) {
    Future<Injection> fresh =
        inject(services.credentials.takeAfterRejection(target.connection(), rejected));
    return exchange.replayable() ? fresh.compose(this::attempt) : answered();
  }

  private static Future<Void> answered() {
    return Future.succeededFuture();
  }

  /** One request; complete once the head of its answer is there. */
  private Future<Void> attempt(Injection injection) {
    if (exchange != null) {
      exchange.abandon();
    }
    if (ended) {
      return Future.failedFuture(stale());
    }
    breaker = services.breakers.of(caller.agency(), injection.baseUrl());
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
              exchange = new UpstreamExchange(services.config, routing, opened, body);
              checkOnceMore(opened);
              prove(injection, opened);
              return exchange.send(injection);
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
    return !ended
        && failure instanceof ProblemException problem
        && problem.status() == 502
        && !"upstream_refused".equals(problem.code());
  }

  /** In the same turn of the event loop in which the first byte is written. */
  private void checkOnceMore(HttpClientRequest opened) {
    try {
      if (ended) {
        throw stale();
      }
      if (!services.point.admits()) {
        throw stale();
      }
      ConnectionPolicy now = services.point.find(target.connection()).orElse(null);
      if (now != policy) {
        Optional<Cut> refusal =
            now == null
                ? Optional.of(new Cut(403, "revoked", "This connection was removed."))
                : refusal(now);
        refusal.ifPresent(
            cut -> {
              throw new ProblemException(cut.status(), cut.code(), cut.detail());
            });
        policy = now;
      }
    } catch (ProblemException e) {
      opened.reset();
      throw e;
    }
  }

  @Override
  public String connection() {
    return target.connection();
  }

  @Override
  public Optional<Cut> refusal(ConnectionPolicy now) {
    if (now.match(judged) instanceof MatchResult.Matched matched) {
      return decided(now, matched) instanceof Decision.Denied denied
          ? Optional.of(new Cut(403, denied.code(), denied.detail()))
          : Optional.empty();
    }
    return Optional.of(new Cut(403, "no_operation", "The provider's definition has changed."));
  }

  @Override
  public CompletionStage<Void> cut(Cut why) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    context.runOnContext(
        turn -> {
          end(new ProblemException(why.status(), why.code(), why.detail()));
          done.complete(null);
        });
    return done;
  }

  private void callerIsGone() {
    end(new CallerGoneException());
  }

  /** Once: stops what still runs, answers when nobody has, and records the outcome. */
  private void end(Throwable failure) {
    if (ended) {
      return;
    }
    ended = true;
    if (failure != null && exchange != null) {
      exchange.abandon();
    }
    ProblemException problem = failure == null ? null : problem(failure);
    if (breaker != null) {
      breaker.abandoned();
      breaker = null;
    }
    try {
      answer(problem);
    } catch (RuntimeException e) {
      LOG.errorf(e, "The caller of %s got no answer", callId);
      Answers.breakOff(request);
    } finally {
      recordOutcome(failure, problem);
    }
  }

  private void answer(ProblemException problem) {
    if (problem == null) {
      if (Framing.hasBody(request) && !request.isEnded()) {
        // The provider answered without reading everything, and nobody will read the rest.
        Answers.breakOff(request);
      }
    } else if (request.response().headWritten()) {
      Answers.breakOff(request);
    } else {
      Answers.problem(request, problem, callId);
    }
  }

  private void recordOutcome(Throwable failure, ProblemException problem) {
    if (admitted) {
      services.underWay().end(target.connection());
      routing.vertx().cancelTimer(longest);
      services
          .log
          .completed(caller.agency(), caller.subject(), outcome(failure, problem))
          .whenComplete((recorded, never) -> services.point.deregister(this));
    }
  }

  private ProblemException problem(Throwable failure) {
    if (failure instanceof ProblemException known) {
      return known;
    }
    if (failure instanceof AuditUnavailableException) {
      admitted = admitted && forgetUnrecorded();
      callId = null;
      return new ProblemException(
              503, "audit_unavailable", "The decision cannot be recorded now; nothing was sent.")
          .header("Retry-After", "2");
    }
    if (failure instanceof CredentialUnavailableException none) {
      return KeyProblems.of(none);
    }
    if (failure instanceof CallerGoneException) {
      return new ProblemException(502, "caller_gone", "The caller went away.");
    }
    LOG.errorf(failure, "Call %s failed", callId);
    return new ProblemException(500, "internal", "Something failed on our side.");
  }

  /** An outcome without a decision would be a riddle; the reconciler closes what did arrive. */
  private boolean forgetUnrecorded() {
    routing.vertx().cancelTimer(longest);
    services.underWay().end(target.connection());
    services.point.deregister(this);
    return false;
  }

  private CallDecided decision(
      String assistant, String grant, String operation, String outcome, String reason) {
    EnforcementState.Connection state = policy.state();
    return new CallDecided(
        callId,
        state.connection(),
        state.client(),
        state.provider(),
        assistant,
        grant,
        operation,
        request.method().name(),
        outcome,
        reason,
        state.version(),
        services.incarnation.id(),
        new Target(target.path(), match == null ? null : match.resources()));
  }

  private CallCompleted outcome(Throwable failure, ProblemException problem) {
    EnforcementState.Connection state = policy.state();
    boolean cancelled = failure instanceof CallerGoneException || isCut(problem);
    return new CallCompleted(
        callId,
        state.connection(),
        state.client(),
        state.provider(),
        allowed.assistantId(),
        allowed.grantId(),
        allowed.operation(),
        failure == null ? "completed" : cancelled ? "cancelled" : "failed",
        problem == null ? null : problem.code(),
        exchange == null ? null : exchange.status(),
        request.bytesRead(),
        request.response().bytesWritten(),
        (System.nanoTime() - startedAt) / 1_000_000,
        services.incarnation.id());
  }

  private static boolean isCut(ProblemException problem) {
    return problem != null
        && (problem.status() == 403 || "enforcement_stale".equals(problem.code()));
  }

  private static ProblemException stale() {
    return new ProblemException(
            503,
            "enforcement_stale",
            "This enforcement point cannot prove that it knows every revocation. Try again.")
        .header("Retry-After", "1");
  }

  private <T> Future<T> onContext(CompletionStage<T> stage) {
    return Future.fromCompletionStage(stage, context)
        .recover(
            e ->
                Future.failedFuture(
                    e instanceof CompletionException && e.getCause() != null ? e.getCause() : e));
  }

  private static final class CallerGoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CallerGoneException() {
      super("the caller went away", null, false, false);
    }
  }
}
