package io.delega.tokenvault.scheme;

import com.fasterxml.jackson.databind.JsonNode;
import io.delega.keys.Secret;
import java.util.Map;
import java.util.Optional;

/**
 * How a connection authenticates at its provider: a closed set, chosen by the definition's {@code
 * auth.mode}. A scheme says what is kept, how an access token is got with it, and what goes into a
 * call. It does no I/O.
 */
public sealed interface AuthenticationScheme
    permits OAuthCode, ClientCredentials, JwtBearer, ApiKey, Basic, CustomHeaders {

  /** The scheme of a definition's {@code auth}. */
  static AuthenticationScheme of(JsonNode auth) {
    return switch (auth.path("mode").asText("oauth2")) {
      case "oauth2-client-credentials" -> new ClientCredentials();
      case "jwt-bearer" -> new JwtBearer();
      case "api-key" -> ApiKey.of(auth);
      case "basic" -> new Basic();
      case "headers" -> CustomHeaders.of(auth);
      default -> new OAuthCode();
    };
  }

  /** Whether the client signs in at the provider itself, instead of typing something. */
  default boolean redirects() {
    return false;
  }

  /** Whether what is kept is not itself injected, but exchanged for access tokens that run out. */
  default boolean exchanges() {
    return false;
  }

  /** Whether asking for a token again, after an answer was lost, can do no harm. */
  default boolean repeatable() {
    return false;
  }

  /**
   * What to ask the token endpoint for a new access token.
   *
   * @param kept what {@link #exchanges} for tokens: the refresh token, or what the client typed
   * @throws UnusableException when what was typed cannot be used
   */
  default TokenRequest renewal(Secret kept, TokenRequest.Terms terms) {
    throw new IllegalStateException("this scheme has no token endpoint");
  }

  /** Checks what the client typed, before it is kept. */
  default void check(Map<String, String> typed) {}

  /**
   * Adds what authenticates one call.
   *
   * @param access the access token, or what the client typed, as JSON
   */
  void inject(Secret access, Map<String, Secret> headers, Map<String, Secret> query);

  /** How the client calls its account, from what it typed; personal. */
  default Optional<String> account(Map<String, String> typed) {
    return Optional.empty();
  }

  /** What is typed cannot be used; the message names the field and holds nothing of its value. */
  final class UnusableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String field;

    UnusableException(String field, String message) {
      super(message, null, false, false);
      this.field = field;
    }

    /** The form's field. */
    public String field() {
      return field;
    }
  }
}
