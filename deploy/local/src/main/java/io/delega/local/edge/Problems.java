package io.delega.local.edge;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyResponse;

/** The edge's own answers, as problem+json (RFC 9457). */
final class Problems {
  private static final String MEDIA_TYPE = "application/problem+json";

  private Problems() {}

  static void send(HttpServerRequest request, int status, String code, String title) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", MEDIA_TYPE)
        .putHeader("Connection", "close")
        .end(body(status, code, title));
  }

  /** In place of the answer of a service that cannot be reached, or that broke off. */
  static ProxyResponse serviceUnavailable(ProxyContext context, String service) {
    String title = "The service " + service + " cannot be reached at the moment";
    return context
        .request()
        .release()
        .response()
        .release()
        .setStatusCode(502)
        .putHeader("Content-Type", MEDIA_TYPE)
        .setBody(Body.body(body(502, "service_unavailable", title)));
  }

  private static Buffer body(int status, String code, String title) {
    return new JsonObject()
        .put("type", "urn:delega:problem:" + code)
        .put("title", title)
        .put("status", status)
        .put("code", code)
        .toBuffer();
  }
}
