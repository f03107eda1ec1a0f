package io.delega.accesspolicy.decision;

import com.fasterxml.jackson.databind.JsonNode;
import io.delega.accesspolicy.decision.ExplainResource.Question;
import io.delega.api.ProblemException;
import io.delega.contracts.Ids;
import io.delega.policy.Network;
import io.delega.policy.ProxyRequest;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A call that could be.
 *
 * @param at null for now
 * @param source the caller's address; null when it is not said
 */
record PossibleCall(
    String connection, String assistant, ProxyRequest request, Instant at, InetAddress source) {
  private static final String CONTENT_TYPE = "content-type";

  /** The call's id, when the question asks for a call that was and for nothing else. */
  static String idOf(Question asked) {
    boolean more =
        Stream.of(
                asked.connection(),
                asked.assistant(),
                asked.method(),
                asked.path(),
                asked.body(),
                asked.headers(),
                asked.at(),
                asked.source())
            .anyMatch(field -> field != null);
    if (more) {
      throw ProblemException.invalid(
          "callId", "ask for a call that was by its id alone, or for one that could be without.");
    }
    if (!Ids.isA(Ids.CALL, asked.callId())) {
      throw ProblemException.invalid("callId", "not the id of a call.");
    }
    return asked.callId();
  }

  /** The call that the question describes; 400 where it does not. */
  static PossibleCall of(Question asked) {
    require("connection", asked.connection());
    require("assistant", asked.assistant());
    require("method", asked.method());
    require("path", asked.path());
    if (!asked.method().matches("[A-Za-z]{1,20}")) {
      throw ProblemException.invalid("method", "an HTTP method such as GET.");
    }
    int query = asked.path().indexOf('?');
    ProxyRequest request =
        new ProxyRequest(
            asked.method().toUpperCase(Locale.ROOT),
            query < 0 ? asked.path() : asked.path().substring(0, query),
            query < 0 ? null : asked.path().substring(query + 1),
            headers(asked),
            body(asked.body()));
    return new PossibleCall(
        asked.connection(), asked.assistant(), request, asked.at(), source(asked.source()));
  }

  private static InetAddress source(String source) {
    return source == null
        ? null
        : Network.address(source)
            .orElseThrow(
                () -> ProblemException.invalid("source", "an IP address such as 203.0.113.7."));
  }

  private static void require(String field, String value) {
    if (value == null || value.isBlank()) {
      throw ProblemException.invalid(
          field, "must be there, unless callId is, which asks for a call that was.");
    }
  }

  private static Map<String, List<String>> headers(Question asked) {
    Map<String, List<String>> headers = new HashMap<>();
    if (asked.headers() != null) {
      asked
          .headers()
          .forEach(
              (name, value) -> {
                if (value == null) {
                  throw ProblemException.invalid("headers", name + " has no value.");
                }
                headers.put(name.toLowerCase(Locale.ROOT), List.of(value));
              });
    }
    if (asked.body() != null && asked.body().isContainerNode()) {
      headers.putIfAbsent(CONTENT_TYPE, List.of("application/json"));
    }
    return headers;
  }

  private static byte[] body(JsonNode body) {
    if (body == null || body.isNull()) {
      return null;
    }
    return (body.isTextual() ? body.textValue() : body.toString()).getBytes(StandardCharsets.UTF_8);
  }
}
