package io.delega.local.story;

import io.delega.local.Env;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The platform's public API, called as one of an agency's OIDC clients. */
public final class Api {
  private record Token(String value, Instant until) {
    @Override
    public String toString() {
      return "[redacted]";
    }
  }

  private final Env env;
  private final Http http;
  private final Map<String, Token> tokens = new ConcurrentHashMap<>();

  public Api(Env env, Http http) {
    this.env = env;
    this.http = http;
  }

  /** Calls as this role of this agency. */
  public Answer call(String agency, String role, String method, String path, Object body) {
    return call(token(agency, role), method, path, body);
  }

  /**
   * Calls with this token.
   *
   * @param token null for none
   * @param body null for none; a string is sent as it is, anything else as JSON
   */
  public Answer call(String token, String method, String path, Object body) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(env.baseUrl() + path));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    return http.send(
        request.method(
            method,
            body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(
                    body instanceof String text ? text : Json.write(body))));
  }

  /** The subject in this role's tokens. */
  public String subject(String agency, String role) {
    return env.client(agency, role).subject();
  }

  /** An access token of this role, kept until shortly before it expires. */
  public String token(String agency, String role) {
    Token token =
        tokens.compute(
            agency + "/" + role,
            (key, known) ->
                known != null && known.until().isAfter(Instant.now())
                    ? known
                    : fetch(env.client(agency, role)));
    return token.value();
  }

  /** A fresh access token of this client. */
  public String token(Env.Client client) {
    return fetch(client).value();
  }

  private Token fetch(Env.Client client) {
    String login = client.clientId() + ":" + client.clientSecret();
    Answer answer =
        http.send(
                HttpRequest.newBuilder(URI.create(env.tokenEndpoint()))
                    .header(
                        "Authorization",
                        "Basic "
                            + Base64.getEncoder()
                                .encodeToString(login.getBytes(StandardCharsets.UTF_8)))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(
                        HttpRequest.BodyPublishers.ofString(
                            Http.form(Map.of("grant_type", "client_credentials")))))
            .expect(200, "a token for " + client.clientId());
    Duration life = Duration.ofSeconds(answer.json().path("expires_in").asLong(60));
    return new Token(
        answer.json().get("access_token").asText(),
        Instant.now().plus(life.multipliedBy(8).dividedBy(10)));
  }
}
