package io.delega.tokenvault.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import io.delega.keys.Secret;
import io.delega.tokenvault.credential.ProviderProfile;
import java.net.URI;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Where the client's browser is sent (RFC 6749, 4.1.1; RFC 7636, 4.3). */
final class AuthorizationUrl {
  private AuthorizationUrl() {}

  /** What the provider is asked for. */
  static Map<String, String> parameters(
      ProviderProfile profile,
      String clientId,
      String redirectUri,
      List<String> scopes,
      String state,
      Secret verifier) {
    Map<String, String> query = new LinkedHashMap<>(profile.authorizationParameters());
    query.put("response_type", "code");
    query.put("client_id", clientId);
    query.put("redirect_uri", redirectUri);
    if (!scopes.isEmpty()) {
      query.put("scope", String.join(profile.scopeSeparator(), scopes));
    }
    query.put("state", state);
    if (!"unsupported".equals(profile.pkce())) {
      CodeVerifier pkce = new CodeVerifier(verifier.reveal());
      query.put("code_challenge", CodeChallenge.compute(CodeChallengeMethod.S256, pkce).getValue());
      query.put("code_challenge_method", "S256");
    }
    return query;
  }

  /** The URL with parameters, or with the reference to pushed ones. */
  static String of(ProviderProfile profile, Map<String, String> query) {
    URI base = profile.authorizationUrl().orElseThrow();
    String encoded =
        query.entrySet().stream()
            .map(e -> encode(e.getKey()) + "=" + encode(e.getValue()))
            .collect(Collectors.joining("&"));
    return base + (base.getRawQuery() == null ? "?" : "&") + encoded;
  }

  private static String encode(String text) {
    // %20 and not +: some providers take the plus of a scope list literally.
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }
}
