package io.delega.sandbox;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** In front of every API call: it is written down, may misbehave, and needs a good token. */
final class Guard {
  private static final String CALLER = "caller";

  private final Tokens tokens;
  private final Misbehaviour misbehaviour;
  private final Arrivals arrivals;

  Guard(Tokens tokens, Misbehaviour misbehaviour, Arrivals arrivals) {
    this.tokens = tokens;
    this.misbehaviour = misbehaviour;
    this.arrivals = arrivals;
  }

  void admit(RoutingContext context) {
    HttpServerRequest request = context.request();
    String token = bearer(request);
    arrivals.add("api", request.method().name(), request.path(), request.query(), token, null);
    long delay = misbehaviour.now().apiDelayMs();
    if (delay > 0) {
      request.pause();
      context
          .vertx()
          .setTimer(
              delay,
              later -> {
                request.resume();
                decide(context, token);
              });
    } else {
      decide(context, token);
    }
  }

  private void decide(RoutingContext context, String token) {
    switch (misbehaviour.nextApiFate()) {
      case TOO_MANY_REQUESTS -> {
        context
            .response()
            .putHeader("Retry-After", Integer.toString(misbehaviour.now().retryAfter()));
        Answers.error(context, 429, "too_many_requests", "told to refuse");
      }
      case SERVER_ERROR -> Answers.error(context, 500, "server_error", "told to fail");
      case NONE -> {
        Optional<Tokens.Caller> caller = Optional.ofNullable(token).flatMap(tokens::caller);
        if (caller.isEmpty()) {
          context
              .response()
              .putHeader("WWW-Authenticate", "Bearer realm=\"sandbox\", error=\"invalid_token\"");
          Answers.error(context, 401, "invalid_token", "missing, expired or revoked");
        } else {
          context.put(CALLER, caller.get());
          context.next();
        }
      }
    }
  }

  static Tokens.Caller caller(RoutingContext context) {
    return context.get(CALLER);
  }

  /** The call only with this scope. */
  static Handler<RoutingContext> scope(String scope, Handler<RoutingContext> call) {
    return context -> {
      if (caller(context).scopes().contains(scope)) {
        call.handle(context);
      } else {
        Answers.error(context, 403, "insufficient_scope", scope + " is needed");
      }
    };
  }

  private static String bearer(HttpServerRequest request) {
    String header = request.getHeader("Authorization");
    return header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)
        ? header.substring(7).trim()
        : null;
  }
}
