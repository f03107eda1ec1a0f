package io.delega.tokenvault.exchange;

import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.id.ClientID;
import io.delega.keys.Secret;
import java.util.Map;
import java.util.Optional;

/**
 * An agency's OAuth app at a provider.
 *
 * @param clientId its public id
 * @param secret its secret; absent for a public client
 * @param version which secret of the integration this is; 0 without one
 */
public record ClientApp(String clientId, Optional<Secret> secret, int version) {

  /** Adds the client's authentication: RFC 6749, section 2.3.1. */
  void authenticate(String method, Map<String, Secret> headers, Map<String, Secret> form) {
    if (secret.isEmpty() || "none".equals(method)) {
      form.put("client_id", Secret.of(clientId));
    } else if ("post".equals(method)) {
      form.put("client_id", Secret.of(clientId));
      form.put("client_secret", secret.get());
    } else {
      ClientSecretBasic basic =
          new ClientSecretBasic(
              new ClientID(clientId),
              new com.nimbusds.oauth2.sdk.auth.Secret(secret.get().reveal()));
      headers.put("Authorization", Secret.of(basic.toHTTPAuthorizationHeader()));
    }
  }
}
