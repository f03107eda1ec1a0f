package io.delega.sandbox;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Calls that show how a proxy treats headers, bodies, redirects, big answers and slow ones. */
final class ToolsApi {
  private static final int CHUNK = 64 * 1024;

  void mount(Router router, Sandbox.Settings settings) {
    router.get("/me").handler(context -> me(context, settings));
    router.route("/echo*").handler(this::echo);
    router.get("/blob").handler(this::blob);
    router.get("/slow").handler(this::slow);
    router.get("/redirect").handler(this::redirect);
  }

  private void me(RoutingContext context, Sandbox.Settings settings) {
    Answers.json(
        context,
        200,
        Map.of(
            "id",
            "user-1",
            "email",
            settings.user(),
            "name",
            "Demo Client",
            "scopes",
            Guard.caller(context).scopes()));
  }

  /** What arrived, but for the credential. */
  private void echo(RoutingContext context) {
    HttpServerRequest request = context.request();
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    request.headers().forEach((name, value) -> headers.merge(name, value, (a, b) -> a + ", " + b));
    headers.computeIfPresent(
        "Authorization", (name, value) -> "sha256:" + Fingerprint.brief(value.substring(7)));
    Map<String, Object> echo = new LinkedHashMap<>();
    echo.put("method", request.method().name());
    echo.put("path", request.path());
    echo.put("query", request.query());
    echo.put("headers", headers);
    echo.put("body", context.body().asString());
    Answers.json(context, 200, echo);
  }

  private void blob(RoutingContext context) {
    long bytes = number(context, "bytes");
    if (bytes < 0) {
      return;
    }
    context
        .response()
        .putHeader("Content-Type", "application/octet-stream")
        .putHeader("Content-Length", Long.toString(bytes));
    stream(context.response(), bytes);
  }

  /** Writes while the other side takes it, and goes on when it takes more. */
  private void stream(HttpServerResponse response, long left) {
    long rest = left;
    while (rest > 0 && !response.closed()) {
      int size = (int) Math.min(CHUNK, rest);
      response.write(Buffer.buffer(new byte[size]));
      rest -= size;
      if (response.writeQueueFull() && rest > 0) {
        long remaining = rest;
        response.drainHandler(drained -> stream(response, remaining));
        return;
      }
    }
    if (!response.closed()) {
      response.end();
    }
  }

  private void slow(RoutingContext context) {
    long ms = number(context, "ms");
    if (ms == 0) {
      Answers.json(context, 200, Map.of("waitedMs", 0));
    } else if (ms > 0) {
      context.vertx().setTimer(ms, later -> Answers.json(context, 200, Map.of("waitedMs", ms)));
    }
  }

  private void redirect(RoutingContext context) {
    String to = context.queryParams().get("to");
    if (to == null) {
      Answers.error(context, 400, "invalid_request", "to is missing");
    } else {
      context.response().setStatusCode(302).putHeader("Location", to).end();
    }
  }

  /** Negative when it is no number from 0 on, and an answer has been given. */
  private static long number(RoutingContext context, String name) {
    try {
      long number = Long.parseLong(String.valueOf(context.queryParams().get(name)));
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Answered below.
    }
    Answers.error(context, 400, "invalid_request", name + " must be a number from 0 on");
    return -1;
  }
}
