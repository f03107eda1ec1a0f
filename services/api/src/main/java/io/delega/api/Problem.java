package io.delega.api;

import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;

/** Builds problem+json objects (RFC 9457). */
public final class Problem {
  public static final String MEDIA_TYPE = "application/problem+json";

  private Problem() {}

  /** The members {@code type, title, status, code, detail}, then further ones. */
  public static Map<String, Object> body(
      int status, String code, String detail, Map<String, ?> more) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", "urn:delega:problem:" + code);
    body.put("title", title(status, code));
    body.put("status", status);
    body.put("code", code);
    if (detail != null) {
      body.put("detail", detail);
    }
    body.putAll(more);
    return body;
  }

  static Response response(int status, String code, String detail) {
    return response(new ProblemException(status, code, detail));
  }

  /** The answer for a service's own mapper of a failure. */
  public static Response response(ProblemException problem) {
    Response.ResponseBuilder builder =
        Response.status(problem.status()).type(MEDIA_TYPE).entity(problem.body());
    problem.headers().forEach(builder::header);
    return builder.build();
  }

  private static String title(int status, String code) {
    String words = code.replace('_', ' ');
    return status >= 500 && "internal".equals(code)
        ? "Internal error"
        : Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
