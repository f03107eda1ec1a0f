package io.delega.testkit;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Set;
import no.nav.security.mock.oauth2.http.OAuth2HttpRequest;
import no.nav.security.mock.oauth2.http.OAuth2HttpResponse;
import no.nav.security.mock.oauth2.http.Route;
import okhttp3.Headers;

/**
 * Takes the token requests that must fail, which the server behind would answer: an unknown client,
 * a wrong secret, a grant type that is not ours.
 */
final class DevClientGate implements Route {
  private static final String TOKEN_PATH = "/" + DevIssuer.ID + "/token";
  private static final Set<String> OF_THE_CONSOLE = Set.of("authorization_code", "refresh_token");

  private final DevSecrets secrets;

  DevClientGate(DevSecrets secrets) {
    this.secrets = secrets;
  }

  @Override
  public boolean match(OAuth2HttpRequest request) {
    return !ours(request) || (isToken(request) && refusal(request) != null);
  }

  @Override
  public OAuth2HttpResponse invoke(OAuth2HttpRequest request) {
    if (!ours(request)) {
      return answer(404, "not_found");
    }
    String refusal = refusal(request);
    return answer("invalid_client".equals(refusal) ? 401 : 400, refusal);
  }

  /** The server behind would answer as any issuer that a path names. */
  private static boolean ours(OAuth2HttpRequest request) {
    return request.getUrl().encodedPath().startsWith("/" + DevIssuer.ID + "/");
  }

  private static boolean isToken(OAuth2HttpRequest request) {
    return "POST".equals(request.getMethod()) && TOKEN_PATH.equals(request.getUrl().encodedPath());
  }

  private String refusal(OAuth2HttpRequest request) {
    String[] client = credentials(request);
    String secret = client == null ? null : secrets.ofClients().get(client[0]);
    if (secret == null || client[1] == null || !same(secret, client[1])) {
      return "invalid_client";
    }
    String grant = request.getFormParameters().get("grant_type");
    boolean console = DevRegistry.CONSOLE.equals(client[0]);
    boolean allowed = console ? OF_THE_CONSOLE.contains(grant) : "client_credentials".equals(grant);
    return allowed ? null : "unauthorized_client";
  }

  private static String[] credentials(OAuth2HttpRequest request) {
    String header = request.getHeaders().get("Authorization");
    if (header == null) {
      String id = request.getFormParameters().get("client_id");
      return id == null
          ? null
          : new String[] {id, request.getFormParameters().get("client_secret")};
    }
    if (!header.startsWith("Basic ")) {
      return null;
    }
    try {
      String pair =
          new String(Base64.getDecoder().decode(header.substring(6)), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0
          ? null
          : new String[] {decoded(pair.substring(0, colon)), decoded(pair.substring(colon + 1))};
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static boolean same(String expected, String given) {
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }

  private static OAuth2HttpResponse answer(int status, String error) {
    byte[] none = null;
    return new OAuth2HttpResponse(
        Headers.of("Content-Type", "application/json", "Cache-Control", "no-store"),
        status,
        "{\"error\":\"" + error + "\"}",
        none);
  }
}
