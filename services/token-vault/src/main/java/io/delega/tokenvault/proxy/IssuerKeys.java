package io.delega.tokenvault.proxy;

import com.nimbusds.jose.jwk.JWKSet;
import io.delega.contracts.EnforcementState;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The keys of issuers that agencies trust. Two agencies that name different places for the keys of
 * one issuer have nothing in common.
 */
@Singleton
class IssuerKeys {
  private static final int MOST = 1_000;

  private final KeyDocuments documents;
  private final ProxyConfig.IssuerKeys config;
  private final Map<Place, KeySource> sources = new ConcurrentHashMap<>();

  private record Place(String issuer, String jwksUri) {}

  @Inject
  IssuerKeys(KeyDocuments documents, ProxyConfig config) {
    this.documents = documents;
    this.config = config.issuerKeys();
  }

  /**
   * The issuer's keys, asked for anew where the one that is wanted is not among them.
   *
   * <p>Fails with 503 {@code issuer_unavailable} when they are not known and cannot be asked for.
   */
  CompletionStage<JWKSet> of(EnforcementState.Issuer trust, String keyId) {
    return source(trust).keys(keyId);
  }

  /** The same once more where none of {@code tried} signed a token. */
  CompletionStage<JWKSet> newerThan(EnforcementState.Issuer trust, JWKSet tried) {
    return source(trust).newerThan(tried);
  }

  private KeySource source(EnforcementState.Issuer trust) {
    if (sources.size() >= MOST) {
      sources.clear();
    }
    return sources.computeIfAbsent(
        new Place(trust.issuer(), trust.jwksUri()),
        place ->
            new KeySource(
                () -> documents.keys(place.issuer(), place.jwksUri()), config, System::nanoTime));
  }
}
