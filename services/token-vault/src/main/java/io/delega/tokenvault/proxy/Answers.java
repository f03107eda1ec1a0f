package io.delega.tokenvault.proxy;

import io.delega.api.Problem;
import io.delega.api.ProblemException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;

/** Our own answers, as problem+json. */
final class Answers {
  static final String CALL_ID = "Delega-Call-Id";
  static final String UPSTREAM = "Delega-Upstream";

  private Answers() {}

  /** Writes a problem, unless an answer has begun. */
  static void problem(HttpServerRequest request, ProblemException problem, String callId) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed() || response.headWritten()) {
      return;
    }
    if (callId != null) {
      problem.with("callId", callId).header(CALL_ID, callId);
    }
    response.headers().clear();
    response.setStatusCode(problem.status()).putHeader("Content-Type", Problem.MEDIA_TYPE);
    problem.headers().forEach(response::putHeader);
    if (Framing.hasBody(request) && request.version() != HttpVersion.HTTP_2) {
      // The rest of the body is not read: nothing else can follow on this connection.
      response.putHeader("Connection", "close");
    }
    Framing.resume(request);
    response.end(new JsonObject(problem.body()).encode());
  }

  /** Breaks off an answer that has begun, so that it cannot be taken for a whole one. */
  static void breakOff(HttpServerRequest request) {
    if (request.version() == HttpVersion.HTTP_2) {
      request.response().reset(2);
    } else {
      request.connection().close();
    }
  }
}
