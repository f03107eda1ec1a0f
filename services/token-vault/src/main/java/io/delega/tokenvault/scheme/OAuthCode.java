package io.delega.tokenvault.scheme;

import io.delega.keys.Secret;
import java.util.Map;
import java.util.Optional;

/** An authorization code, then a refresh token (RFC 6749, sections 4.1 and 6). */
public record OAuthCode() implements AuthenticationScheme {
  @Override
  public boolean redirects() {
    return true;
  }

  @Override
  public boolean exchanges() {
    return true;
  }

  @Override
  public TokenRequest renewal(Secret kept, TokenRequest.Terms terms) {
    return new TokenRequest(
        Map.of("grant_type", Secret.of("refresh_token"), "refresh_token", kept), Optional.empty());
  }

  @Override
  public void inject(Secret access, Map<String, Secret> headers, Map<String, Secret> query) {
    Bearer.inject(access, headers);
  }
}
