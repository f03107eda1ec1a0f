package io.delega.local.story;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.Optional;

/** What a server answered. */
public record Answer(URI from, int status, String body, HttpHeaders headers) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static Answer of(HttpResponse<String> response) {
    return new Answer(response.uri(), response.statusCode(), response.body(), response.headers());
  }

  /** The body as JSON. */
  public JsonNode json() {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new StoryException("expected JSON, got: " + shortBody());
    }
  }

  public Optional<String> header(String name) {
    return headers.firstValue(name);
  }

  /** The problem's stable code; empty when this is not a problem. */
  public String code() {
    return header("Content-Type").orElse("").contains("json") ? json().path("code").asText() : "";
  }

  /** This answer, when its status is the expected one. */
  public Answer expect(int expected, String step) {
    if (status != expected) {
      throw new StoryException(
          "%s: expected status %d, got %d: %s".formatted(step, expected, status, shortBody()));
    }
    return this;
  }

  String shortBody() {
    return body == null ? "" : body.substring(0, Math.min(600, body.length()));
  }
}
