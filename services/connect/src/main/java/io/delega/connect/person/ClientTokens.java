package io.delega.connect.person;

import io.delega.api.Roles;
import io.delega.connect.ConnectConfig;
import io.delega.connect.client.Client;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Makes the short-lived tokens with which a client reaches what is its own. */
@ApplicationScoped
class ClientTokens {
  private final SigningKey keys;
  private final ConnectConfig config;
  private final Clock clock;

  @Inject
  ClientTokens(SigningKey keys, ConnectConfig config, Clock clock) {
    this.keys = keys;
    this.config = config;
    this.clock = clock;
  }

  /** A signed token for the client. */
  Uni<String> of(Client client) {
    Instant now = clock.instant();
    return keys.get()
        .map(
            key ->
                Jwt.issuer(config.url("/client-sessions"))
                    .audience("delega")
                    .subject(client.id)
                    .claim("agency", client.agency)
                    .claim("client", client.id)
                    .claim("roles", List.of(Roles.CLIENT))
                    .claim("jti", UUID.randomUUID().toString())
                    .issuedAt(now)
                    .expiresAt(now.plus(config.clientTokenLifetime()))
                    .jws()
                    .keyId(key.getKeyId())
                    .algorithm(SignatureAlgorithm.ES256)
                    .sign(key.getPrivateKey()));
  }
}
