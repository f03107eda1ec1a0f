package io.delega.tokenvault.proxy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import io.delega.contracts.EventJson;
import io.delega.tokenvault.outbound.ProviderAnswer;
import io.delega.tokenvault.outbound.ProviderHttp;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Asks an issuer for its keys (OpenID Connect Discovery 1.0, section 4), through the address rules
 * as any call to the outside.
 */
@Singleton
class KeyDocuments {
  private static final String DISCOVERY = "/.well-known/openid-configuration";
  private static final int SMALLEST_RSA = 2048;

  private final ProviderHttp http;

  @Inject
  KeyDocuments(ProviderHttp http) {
    this.http = http;
  }

  /** What an issuer answered cannot be used. The message repeats nothing of it. */
  static final class UnusableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusableException(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * The public keys by which signatures can be verified.
   *
   * @param jwksUri null when the discovery document says where they are
   */
  CompletionStage<JWKSet> keys(String issuer, String jwksUri) {
    Uni<String> place = jwksUri == null ? discovered(issuer) : Uni.createFrom().item(jwksUri);
    return place.chain(this::get).map(KeyDocuments::usable).subscribeAsCompletionStage();
  }

  private Uni<String> discovered(String issuer) {
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    return get(base + DISCOVERY).map(document -> jwksUri(issuer, document));
  }

  private static String jwksUri(String issuer, String document) {
    try {
      JsonNode read = EventJson.mapper().readTree(document);
      if (!issuer.equals(read.path("issuer").textValue())) {
        throw new UnusableException("the discovery document of " + issuer + " is another issuer's");
      }
      String uri = read.path("jwks_uri").textValue();
      if (uri == null) {
        throw new UnusableException("the discovery document of " + issuer + " names no keys");
      }
      return uri;
    } catch (JsonProcessingException e) {
      throw new UnusableException("the discovery document of " + issuer + " is not JSON");
    }
  }

  private Uni<String> get(String url) {
    return Uni.createFrom()
        .deferred(() -> http.send(HttpMethod.GET, URI.create(url), Map.of(), Optional.empty()))
        .map(
            answer -> {
              if (!answer.ok()) {
                throw new UnusableException(url + " answered " + answer.status());
              }
              return answer;
            })
        .map(ProviderAnswer::text);
  }

  /** Keys of pairs only, and long enough: what an issuer shares with somebody proves nothing. */
  private static JWKSet usable(String document) {
    try {
      List<JWK> keys =
          JWKSet.parse(document).getKeys().stream()
              .filter(KeyDocuments::isUsable)
              .map(JWK::toPublicJWK)
              .toList();
      return new JWKSet(keys);
    } catch (ParseException | RuntimeException e) {
      throw new UnusableException("an issuer's keys cannot be read");
    }
  }

  private static boolean isUsable(JWK key) {
    return key instanceof ECKey || key instanceof RSAKey && key.size() >= SMALLEST_RSA;
  }
}
