package io.delega.testkit;

import com.nimbusds.oauth2.sdk.TokenRequest;
import java.util.List;
import java.util.Map;
import no.nav.security.mock.oauth2.token.OAuth2TokenCallback;

/** What the tokens of a client say; a person's login adds that person's claims. */
final class DevTokens implements OAuth2TokenCallback {
  private final Map<String, DevRegistry.Identity> clients = DevRegistry.clients();
  private final long seconds;

  DevTokens(long seconds) {
    this.seconds = seconds;
  }

  @Override
  public String issuerId() {
    return DevIssuer.ID;
  }

  @Override
  public String subject(TokenRequest request) {
    return clientId(request);
  }

  @Override
  public String typeHeader(TokenRequest request) {
    return "JWT";
  }

  @Override
  public List<String> audience(TokenRequest request) {
    return List.of(DevIssuer.AUDIENCE);
  }

  @Override
  public Map<String, Object> addClaims(TokenRequest request) {
    DevRegistry.Identity client = clients.get(clientId(request));
    return client == null ? Map.of() : client.claims();
  }

  @Override
  public long tokenExpiry() {
    return seconds;
  }

  private static String clientId(TokenRequest request) {
    return request.getClientAuthentication() != null
        ? request.getClientAuthentication().getClientID().getValue()
        : request.getClientID().getValue();
  }
}
