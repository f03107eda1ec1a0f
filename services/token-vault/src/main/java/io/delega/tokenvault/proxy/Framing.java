package io.delega.tokenvault.proxy;

import io.delega.api.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;

/** Where a request's body begins and ends, in one reading only. */
final class Framing {
  private Framing() {}

  /** Refuses what two parties could frame differently, and protocol upgrades. */
  static void check(HttpServerRequest request) {
    MultiMap headers = request.headers();
    List<String> lengths = headers.getAll("Content-Length");
    List<String> codings = headers.getAll("Transfer-Encoding");
    boolean oneLength =
        lengths.isEmpty()
            || (lengths.size() == 1 && lengths.get(0).matches("[0-9]{1,18}") && codings.isEmpty());
    boolean chunked =
        codings.isEmpty() || (codings.size() == 1 && "chunked".equalsIgnoreCase(codings.get(0)));
    if (!oneLength || !chunked) {
      throw new ProblemException(
          400, "bad_framing", "Send either one Content-Length or chunked, not both.");
    }
    if (headers.contains("Upgrade") || "CONNECT".equals(request.method().name())) {
      throw new ProblemException(
          400, "upgrade_refused", "The proxy does not switch to another protocol.");
    }
  }

  /** Refuses a body that is announced longer than is passed on. */
  static void bound(HttpServerRequest request, long most) {
    if (length(request) > most) {
      throw new ProblemException(
          413, "body_too_large", "The proxy passes on bodies of at most " + most + " bytes.");
    }
  }

  /** The announced length; -1 when the body is chunked, 0 when there is none. */
  static long length(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    if (length != null) {
      return Long.parseLong(length);
    }
    boolean mayFollow =
        request.headers().contains("Transfer-Encoding")
            || (request.version() == HttpVersion.HTTP_2 && !request.isEnded());
    return mayFollow ? -1 : 0;
  }

  /** Whether a body is announced, well or badly. */
  static boolean hasBody(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    return request.headers().contains("Transfer-Encoding")
        || (length != null && !"0".equals(length));
  }

  /** The whole body; fails with 413 when it is longer than {@code most}. */
  static Future<Buffer> read(HttpServerRequest request, int most) {
    if (length(request) > most) {
      return Future.failedFuture(tooLarge(most));
    }
    Promise<Buffer> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    request.handler(
        chunk -> {
          if (body.length() + chunk.length() > most) {
            request.pause();
            whole.tryFail(tooLarge(most));
          } else {
            body.appendBuffer(chunk);
          }
        });
    request.endHandler(end -> whole.tryComplete(body));
    request.exceptionHandler(whole::tryFail);
    goOn(request);
    return whole.future();
  }

  /** Lets the caller send its body. */
  static void goOn(HttpServerRequest request) {
    if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
      request.response().writeContinue();
    }
    resume(request);
  }

  /** Goes on reading, where there is something left: of an ended one HTTP/2 does not bear it. */
  static void resume(HttpServerRequest request) {
    if (!request.isEnded()) {
      request.resume();
    }
  }

  private static ProblemException tooLarge(int most) {
    return new ProblemException(
        413,
        "body_too_large",
        "This operation is judged by its body, of at most " + most + " bytes.");
  }
}
