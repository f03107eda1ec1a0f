package io.delega.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.Map;

/** Answers in JSON, and bodies in JSON. */
final class Answers {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Answers() {}

  static void json(RoutingContext context, int status, Object body) {
    try {
      context
          .response()
          .setStatusCode(status)
          .putHeader("Content-Type", "application/json")
          .end(Buffer.buffer(JSON.writeValueAsBytes(body)));
    } catch (JsonProcessingException e) {
      context.fail(e);
    }
  }

  static void error(RoutingContext context, int status, String error, String description) {
    json(context, status, Map.of("error", error, "error_description", description));
  }

  /** The body as JSON of this type; an answer has been given when it is null. */
  static <T> T body(RoutingContext context, Class<T> type) {
    Buffer buffer = context.body().buffer();
    T body = null;
    try {
      body =
          JSON.readValue(
              buffer == null || buffer.length() == 0 ? new byte[] {'{', '}'} : buffer.getBytes(),
              type);
    } catch (IOException e) {
      // Answered below, as is the JSON text "null".
    }
    if (body == null) {
      error(context, 400, "invalid_request", "the body is not the JSON that is expected");
    }
    return body;
  }

  static JsonNode tree(Object value) {
    return JSON.valueToTree(value);
  }
}
