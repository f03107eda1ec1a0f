package io.delega.tokenvault;

import io.delega.api.Problem;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;

/** Bounds request bodies everywhere but in the proxy, which streams what passes through it. */
@ApplicationScoped
class BodyLimit {
  private static final long MOST = 1 << 20;
  private static final String PROXY = "/v1/proxy/";
  private static final int FIRST = 1_000;

  void register(@Observes Filters filters) {
    filters.register(BodyLimit::check, FIRST);
  }

  private static void check(RoutingContext context) {
    if (context.request().path().startsWith(PROXY)) {
      context.next();
    } else if (announced(context) > MOST) {
      Map<String, Object> problem =
          Problem.body(413, "body_too_large", "The body is too large.", Map.of());
      context
          .response()
          .setStatusCode(413)
          .putHeader("Content-Type", Problem.MEDIA_TYPE)
          .putHeader("Connection", "close")
          .end(new JsonObject(problem).encode());
    } else {
      // For bodies that do not announce their length.
      context.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, MOST);
      context.next();
    }
  }

  private static long announced(RoutingContext context) {
    String length = context.request().getHeader("Content-Length");
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }
}
