package io.delega.tokenvault.proxy;

import io.delega.api.ProblemException;
import io.delega.contracts.AccessEvent.CallCompleted;
import io.delega.contracts.AccessEvent.CallDecided;
import io.delega.contracts.AccessEvent.Target;
import io.delega.contracts.Counter;
import io.delega.contracts.EnforcementState;
import io.delega.contracts.Ids;
import io.delega.policy.Circumstances;
import io.delega.policy.ConnectionPolicy;
import io.delega.policy.Decision;
import io.delega.policy.MatchResult;
import io.delega.policy.ProxyRequest;
import io.delega.policy.RequestMatcher;
import io.delega.tokenvault.KeyProblems;
import io.delega.tokenvault.access.AuditUnavailableException;
import io.delega.tokenvault.credential.CredentialUnavailableException;
import io.delega.tokenvault.credential.Injection;
import io.delega.tokenvault.enforcement.CallInFlight;
import io.delega.tokenvault.enforcement.Cut;
import io.delega.tokenvault.limit.Over;
import io.delega.tracing.Detail;
import io.delega.tracing.Trace;
import io.delega.tracing.Traces;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;

/**
 * One proxied call, top to bottom. Everything happens on the request's own event loop, except
 * {@link #refusal} and the beginning of {@link #cut}.
 */
final class ProxyCall implements CallInFlight, ProviderCall.Gate {
  private static final Logger LOG = Logger.getLogger(ProxyCall.class);
  private static final Cut UNTRUSTED =
      new Cut(403, "revoked", "The agency does not trust the caller's issuer any more.");

  private final ProxyServices services;
  private final RoutingContext routing;
  private final HttpServerRequest request;
  private final Context context = Vertx.currentContext();
  private final long startedAt = System.nanoTime();
  private final Trace trace;

  private ProxyCaller caller;
  private ProxyTarget target;
  private volatile InetAddress source;
  private volatile ConnectionPolicy policy;
  private volatile ProxyRequest judged;
  private MatchResult match;
  private Decision.Allowed allowed;
  private String callId;
  private boolean admitted;
  private boolean ended;
  private long longest;
  private ProviderCall provider;

  ProxyCall(ProxyServices services, RoutingContext routing) {
    this.services = services;
    this.routing = routing;
    this.request = routing.request();
    this.trace = services.traces.admit("proxied call", request.getHeader(Traces.HEADER));
  }

  /** The whole call. */
  void run() {
    request.pause();
    trace.here();
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
    source = services.sources().of(request).orElse(null);
    Framing.check(request);
    Framing.bound(request, services.config.largestRequest());
    if (!services.point.admits()) {
      throw ProviderCall.stale();
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
    String method = request.method().name();
    RequestMatcher matcher = policy.matcher();
    judged =
        new ProxyRequest(
            method,
            target.path(),
            target.query(),
            Headers.judged(request.headers(), matcher.namedHeaders(method, target.path())),
            null);
    if (!matcher.needsBody(judged)) {
      return Future.succeededFuture();
    }
    if (Framing.length(request) == 0) {
      judged = judged.withBody(new byte[0]);
      return Future.succeededFuture();
    }
    return Framing.read(request, services.config.judgedBody())
        .onSuccess(read -> judged = judged.withBody(read.getBytes()))
        .mapEmpty();
  }

  private Future<Void> decide() {
    match = policy.match(judged);
    if (match instanceof MatchResult.NotCanonical not) {
      throw ProxyTarget.notCanonical(not.reason());
    }
    Decision decision = decided(policy, match);
    if (decision instanceof Decision.Denied denied) {
      return deny(denied, null);
    }
    allowed = (Decision.Allowed) decision;
    return count();
  }

  /** Under the first grant that has room for it; each request of a batch counts. */
  private Future<Void> count() {
    return count(allowed.by().iterator(), null);
  }

  private Future<Void> count(Iterator<Decision.ByGrant> grants, Over soonest) {
    if (!grants.hasNext()) {
      return deny(overLimit(soonest), soonest.retryAfter());
    }
    Decision.ByGrant grant = grants.next();
    return counted(grant.counters())
        .compose(
            over -> {
              if (over.isPresent()) {
                return count(grants, over.get().sooner(soonest));
              }
              allowed = allowed.by(grant);
              return Future.succeededFuture();
            });
  }

  private Future<Optional<Over>> counted(List<Counter> counters) {
    int requests = match.requests();
    if (counters.isEmpty()
        || services.counters.takeAtHand(target.connection(), counters, requests)) {
      return Future.succeededFuture(Optional.empty());
    }
    return onContext(
            services
                .counters
                .take(target.connection(), counters, requests)
                .subscribeAsCompletionStage())
        .recover(failure -> Future.failedFuture(uncounted(failure)));
  }

  private static ProblemException uncounted(Throwable failure) {
    LOG.warnf("Requests cannot be counted now: %s", failure.toString());
    return new ProblemException(
            503,
            "limits_unavailable",
            "The grant has a limit on requests, and they cannot be counted now.")
        .header("Retry-After", "2");
  }

  private Decision decided(ConnectionPolicy by, MatchResult found) {
    return by.decide(
        caller.issuer(),
        caller.subject(),
        found,
        new Circumstances(services.clock.instant(), source));
  }

  private Decision.Denied overLimit(Over over) {
    return new Decision.Denied(
        "limit_exceeded",
        "The limit of " + over.what() + " is reached.",
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
                    denied.code()),
                trace.traceparent()))
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
                allowed.assistantId(), allowed.grantId(), allowed.operation(), "allowed", null),
            trace.traceparent()));
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
    provider = new ProviderCall(services, routing, target, caller.agency(), judged, this);
    return provider
        .send(
            injection,
            rejected ->
                inject(services.credentials.takeAfterRejection(target.connection(), rejected)))
        .compose(answered -> provider.passOn(callId))
        .recover(
            failure -> Future.failedFuture(request.response().ended() ? gone(failure) : failure));
  }

  @Override
  public boolean isOver() {
    return ended;
  }

  @Override
  public void checkOnceMore() {
    if (ended || !services.point.admits()) {
      throw ProviderCall.stale();
    }
    if (!services.callers.isStillTrusted(caller)) {
      throw new ProblemException(UNTRUSTED.status(), UNTRUSTED.code(), UNTRUSTED.detail());
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
  }

  @Override
  public String connection() {
    return target.connection();
  }

  @Override
  public Optional<Cut> refusal(ConnectionPolicy now) {
    if (!services.callers.isStillTrusted(caller)) {
      return Optional.of(UNTRUSTED);
    }
    return decided(now, now.match(judged)) instanceof Decision.Denied denied
        ? Optional.of(new Cut(403, denied.code(), denied.detail()))
        : Optional.empty();
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

  /** In HTTP/2 every stream is closed in the end; one whose answer is written was not left. */
  private void callerIsGone() {
    if (request.version() != HttpVersion.HTTP_2 || !request.response().ended()) {
      end(new CallerGoneException());
    }
  }

  /** All was handed over but did not arrive: that is not the provider's doing. */
  private static Throwable gone(Throwable failure) {
    return failure instanceof ProblemException ? failure : new CallerGoneException();
  }

  /** Once: stops what still runs, answers when nobody has, and records the outcome. */
  private void end(Throwable failure) {
    if (ended) {
      return;
    }
    ended = true;
    if (failure != null && provider != null) {
      provider.abandon();
    }
    ProblemException problem = failure == null ? null : problem(failure);
    try {
      answer(problem);
    } catch (RuntimeException e) {
      LOG.errorf(e, "The caller of %s got no answer", callId);
      Answers.breakOff(request);
    } finally {
      recordOutcome(failure, problem);
      endTrace(problem);
    }
  }

  private void endTrace(ProblemException problem) {
    if (trace.recorded()) {
      trace
          .method(request.method().name())
          .with(Detail.CALL, callId)
          .with(Detail.CODE, problem == null ? null : problem.code())
          .answered(request.response().getStatusCode());
    }
    trace.end();
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
          .completed(
              caller.agency(), caller.subject(), outcome(failure, problem), trace.traceparent())
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
        new Target(
            target.path(), match.resources(), source == null ? null : source.getHostAddress()),
        match.operations().isEmpty() ? null : match.operations());
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
        provider == null ? null : provider.status(),
        request.bytesRead(),
        request.response().bytesWritten(),
        (System.nanoTime() - startedAt) / 1_000_000,
        services.incarnation.id());
  }

  private static boolean isCut(ProblemException problem) {
    return problem != null
        && (problem.status() == 403 || "enforcement_stale".equals(problem.code()));
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
