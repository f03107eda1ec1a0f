package io.delega.connect.person;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** The P-256 key that signs clients' tokens: made once, by whichever replica comes first. */
@ApplicationScoped
class SigningKey {
  private static final String CURRENT = "current";

  private volatile EllipticCurveJsonWebKey loaded;

  /** The key; the public half alone may go out. */
  Uni<EllipticCurveJsonWebKey> get() {
    if (loaded != null) {
      return Uni.createFrom().item(loaded);
    }
    return Panache.withTransaction(
            () ->
                Panache.getSession()
                    .chain(
                        session ->
                            session
                                .createNativeQuery(
                                    "INSERT INTO signing_key (id, jwk, created_at)"
                                        + " VALUES (?1, ?2, now()) ON CONFLICT DO NOTHING")
                                .setParameter(1, CURRENT)
                                .setParameter(2, fresh())
                                .executeUpdate()
                                .chain(
                                    () ->
                                        session
                                            .createNativeQuery(
                                                "SELECT jwk FROM signing_key WHERE id = ?1",
                                                String.class)
                                            .setParameter(1, CURRENT)
                                            .getSingleResult())))
        .map(SigningKey::parse)
        .invoke(key -> loaded = key);
  }

  /** The public half, as a JWK set. */
  Uni<Map<String, Object>> jwks() {
    return get()
        .map(
            key -> {
              Map<String, Object> open =
                  new HashMap<>(key.toParams(JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
              return Map.of("keys", java.util.List.of(open));
            });
  }

  private static String fresh() {
    try {
      EllipticCurveJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
      key.setKeyId(UUID.randomUUID().toString());
      key.setAlgorithm("ES256");
      key.setUse("sig");
      return key.toJson(JsonWebKey.OutputControlLevel.INCLUDE_PRIVATE);
    } catch (JoseException e) {
      throw new IllegalStateException("this Java makes no P-256 keys", e);
    }
  }

  private static EllipticCurveJsonWebKey parse(String jwk) {
    try {
      return (EllipticCurveJsonWebKey) JsonWebKey.Factory.newJwk(jwk);
    } catch (JoseException e) {
      throw new IllegalStateException("the stored signing key cannot be read");
    }
  }
}
