package io.delega.tokenvault.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import io.delega.contracts.EventJson;
import io.delega.keys.Secret;
import io.delega.tokenvault.credential.Tokens;
import io.delega.tokenvault.exchange.TokenResult.Busy;
import io.delega.tokenvault.exchange.TokenResult.Granted;
import io.delega.tokenvault.exchange.TokenResult.Refused;
import io.delega.tokenvault.exchange.TokenResult.Unknown;
import io.delega.tokenvault.outbound.ProviderAnswer;
import io.delega.tokenvault.scheme.DpopKey;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads a token endpoint's answer (RFC 6749, section 5). Strict where a mistake would store
 * rubbish, tolerant of what providers leave out.
 */
final class TokenAnswer {
  /** The characters of RFC 6749 error codes, bounded: the rest of an answer is never repeated. */
  private static final Pattern ERROR = Pattern.compile("[a-zA-Z0-9_.-]{1,64}");

  /** Longer than any token in use; a bound against nonsense. */
  private static final int LONGEST = 65_536;

  private TokenAnswer() {}

  /** Whether the request is to be made once more, with the nonce (RFC 9449, section 8). */
  static boolean wantsNonce(ProviderAnswer answer) {
    return answer.status() == 400
        && answer.dpopNonce().isPresent()
        && "use_dpop_nonce".equals(tree(answer.text()).path("error").asText());
  }

  static TokenResult read(ProviderAnswer answer, Instant now) {
    return read(answer, now, Optional.empty(), false);
  }

  /**
   * Reads an answer.
   *
   * @param key what the request proved to have; tokens may be bound to it
   * @param mustBeBound whether a token that is not bound is not taken
   */
  static TokenResult read(
      ProviderAnswer answer, Instant now, Optional<DpopKey> key, boolean mustBeBound) {
    JsonNode body = tree(answer.text());
    Optional<String> error = text(body, "error").filter(e -> ERROR.matcher(e).matches());
    if (answer.ok() && error.isEmpty()) {
      return granted(body, now, key, mustBeBound);
    }
    int status = answer.status();
    if (status == 429 || status == 503 || status == 500) {
      return new Busy("http_" + status, answer.retryAfter().flatMap(TokenAnswer::seconds));
    }
    if (status >= 500) {
      // A gateway that got no answer: what stands behind it may have acted.
      return new Unknown("http_" + status);
    }
    return new Refused(error.orElse("http_" + status));
  }

  private static TokenResult granted(
      JsonNode body, Instant now, Optional<DpopKey> key, boolean mustBeBound) {
    Optional<Secret> access = secret(body, "access_token");
    String type = text(body, "token_type").orElse("bearer");
    boolean bound = key.isPresent() && type.equalsIgnoreCase("dpop");
    if (access.isEmpty() || (!bound && !type.equalsIgnoreCase("bearer"))) {
      return new Unknown("unreadable_answer");
    }
    if (mustBeBound && !bound) {
      return new Unknown("token_not_bound");
    }
    return new Granted(
        new Tokens(
            access.get(),
            secret(body, "refresh_token"),
            lifetime(body, "expires_in").map(now::plus),
            Stream.of(
                    "refresh_expires_in", "refresh_token_expires_in", "x_refresh_token_expires_in")
                .flatMap(name -> lifetime(body, name).stream())
                .findFirst()
                .map(now::plus),
            text(body, "scope").map(s -> List.of(s.strip().split("[ ,]+"))),
            text(body, "id_token").flatMap(TokenAnswer::account),
            key.filter(sent -> bound).map(DpopKey::keep)));
  }

  private static Optional<Secret> secret(JsonNode body, String name) {
    return text(body, name)
        .filter(t -> t.length() <= LONGEST && t.chars().allMatch(c -> c > 0x20 && c < 0x7f))
        .map(Secret::of);
  }

  /** A life in seconds, as a number or as text; zero and less mean "not told". */
  private static Optional<Duration> lifetime(JsonNode body, String name) {
    return Optional.of(body.path(name).asLong(0)).filter(s -> s > 0).map(Duration::ofSeconds);
  }

  /** Who it is, from an ID token that came straight from the provider over its own connection. */
  private static Optional<String> account(String idToken) {
    try {
      JWTClaimsSet claims = JWTParser.parse(idToken).getJWTClaimsSet();
      return Stream.of("email", "preferred_username", "name", "sub")
          .flatMap(name -> Optional.ofNullable(claims.getClaim(name)).stream())
          .map(Object::toString)
          .findFirst();
    } catch (ParseException e) {
      return Optional.empty();
    }
  }

  private static Optional<Duration> seconds(String retryAfter) {
    return retryAfter.matches("\\d{1,6}")
        ? Optional.of(Duration.ofSeconds(Long.parseLong(retryAfter)))
        : Optional.empty();
  }

  private static Optional<String> text(JsonNode body, String name) {
    JsonNode value = body.path(name);
    return value.isTextual() && !value.textValue().isBlank()
        ? Optional.of(value.textValue())
        : Optional.empty();
  }

  private static JsonNode tree(String json) {
    try {
      JsonNode tree = EventJson.mapper().readTree(json);
      return tree.isObject() ? tree : EventJson.mapper().createObjectNode();
    } catch (JsonProcessingException e) {
      return EventJson.mapper().createObjectNode();
    }
  }
}
