package io.delega.tokenvault.exchange;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.id.ClientID;
import io.delega.keys.Secret;
import io.delega.tokenvault.credential.ProviderProfile;
import io.delega.tokenvault.scheme.SigningKey;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * An agency's OAuth app at a provider.
 *
 * @param clientId its public id
 * @param secret its secret, or its private key; absent for a public client
 * @param version which secret of the integration this is; 0 without one
 */
public record ClientApp(String clientId, Optional<Secret> secret, int version) {

  private static final Duration ASSERTION_LIFE = Duration.ofSeconds(60);

  /**
   * Adds the client's authentication: RFC 6749, section 2.3.1, or RFC 7523, section 2.2.
   *
   * @param endpoint who is asked
   */
  void authenticate(
      ProviderProfile profile,
      URI endpoint,
      Instant now,
      Map<String, Secret> headers,
      Map<String, Secret> form) {
    if (clientId == null) {
      return;
    }
    if (secret.isEmpty()) {
      form.put("client_id", Secret.of(clientId));
      return;
    }
    switch (profile.clientAuthentication()) {
      case "none" -> form.put("client_id", Secret.of(clientId));
      case "post" -> {
        form.put("client_id", Secret.of(clientId));
        form.put("client_secret", secret.get());
      }
      case "private-key-jwt" -> {
        form.put("client_id", Secret.of(clientId));
        form.put(
            "client_assertion_type",
            Secret.of("urn:ietf:params:oauth:client-assertion-type:jwt-bearer"));
        form.put("client_assertion", assertion(profile.tokenUrl().orElse(endpoint), now));
      }
      default -> {
        ClientSecretBasic basic =
            new ClientSecretBasic(
                new ClientID(clientId),
                new com.nimbusds.oauth2.sdk.auth.Secret(secret.get().reveal()));
        headers.put("Authorization", Secret.of(basic.toHTTPAuthorizationHeader()));
      }
    }
  }

  /** Whether its secret is what the provider's way of authentication takes. */
  boolean fits(ProviderProfile profile) {
    return switch (profile.clientAuthentication()) {
      case "none" -> true;
      case "private-key-jwt" -> key().isPresent();
      default -> secret.isPresent();
    };
  }

  private Optional<SigningKey> key() {
    return secret.flatMap(text -> SigningKey.parse(text.reveal()));
  }

  private Secret assertion(URI audience, Instant now) {
    return key()
        .orElseThrow(() -> new IllegalStateException("the integration's secret is no private key"))
        .sign(
            new JWTClaimsSet.Builder()
                .issuer(clientId)
                .subject(clientId)
                .audience(audience.toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(ASSERTION_LIFE)))
                .jwtID(UUID.randomUUID().toString())
                .build());
  }
}
