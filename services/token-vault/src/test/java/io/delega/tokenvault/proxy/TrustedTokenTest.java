package io.delega.tokenvault.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.delega.contracts.EnforcementState;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TrustedTokenTest {
  private static final Instant NOW = Instant.parse("2026-06-03T10:00:00Z");
  private static final EnforcementState.Issuer TRUST =
      new EnforcementState.Issuer(
          "agency-a",
          "cluster",
          1,
          "trusted",
          "https://cluster.example",
          "delega",
          null,
          List.of(new EnforcementState.IssuerSubject("system:serviceaccount:bots:mail", "ast_1")));

  private static RSAKey rsa;
  private static ECKey ec;
  private static JWKSet keys;

  @BeforeAll
  static void makeKeys() throws Exception {
    rsa = new RSAKeyGenerator(2048).keyID("r").generate();
    ec = new ECKeyGenerator(Curve.P_256).keyID("e").generate();
    keys = new JWKSet(List.of(rsa.toPublicJWK(), ec.toPublicJWK()));
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(TRUST.issuer())
        .subject("system:serviceaccount:bots:mail")
        .audience(List.of("delega", "elsewhere"))
        .claim("agency", "agency-b")
        .claim("roles", List.of("admin"))
        .expirationTime(Date.from(NOW.plusSeconds(600)));
  }

  private static TrustedToken signed(JWSHeader header, JWSSigner signer, JWTClaimsSet claims)
      throws Exception {
    SignedJWT token = new SignedJWT(header, claims);
    token.sign(signer);
    return TrustedToken.read(token.serialize()).orElseThrow();
  }

  private static TrustedToken rsa(UnaryOperator<JWTClaimsSet.Builder> changed) throws Exception {
    return signed(
        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("r").build(),
        new RSASSASigner(rsa),
        changed.apply(claims()).build());
  }

  @Test
  void takesWhatTheIssuerSignedForAnAssistantOfTheAgency() throws Exception {
    TrustedToken token = rsa(same -> same);
    assertThat(token.isFor(TRUST, NOW)).isTrue();
    assertThat(token.isSignedBy(keys)).isTrue();
    TrustedToken other =
        signed(
            new JWSHeader.Builder(JWSAlgorithm.ES256).type(new JOSEObjectType("at+jwt")).build(),
            new ECDSASigner(ec),
            claims().build());
    assertThat(other.keyId()).isNull();
    assertThat(other.isFor(TRUST, NOW) && other.isSignedBy(keys)).isTrue();
  }

  @Test
  void theClaimsMustAllFit() throws Exception {
    Map<String, UnaryOperator<JWTClaimsSet.Builder>> wrong =
        Map.of(
            "issuer", claims -> claims.issuer("https://cluster.example/"),
            "subject", claims -> claims.subject("system:serviceaccount:bots:other"),
            "no subject", claims -> claims.subject(null),
            "audience", claims -> claims.audience("elsewhere"),
            "no audience", claims -> claims.audience((String) null),
            "no end", claims -> claims.expirationTime(null),
            "expired", claims -> claims.expirationTime(Date.from(NOW)),
            "not yet", claims -> claims.notBeforeTime(Date.from(NOW.plusSeconds(31))),
            "bound to a key", claims -> claims.claim("cnf", Map.of("jkt", "x")));
    for (Map.Entry<String, UnaryOperator<JWTClaimsSet.Builder>> each : wrong.entrySet()) {
      assertThat(rsa(each.getValue()).isFor(TRUST, NOW)).as(each.getKey()).isFalse();
    }
    assertThat(
            rsa(claims -> claims.notBeforeTime(Date.from(NOW.plusSeconds(20)))).isFor(TRUST, NOW))
        .isTrue();
  }

  @Test
  void onlySignaturesOfTheIssuersPairsCount() throws Exception {
    RSAKey stranger = new RSAKeyGenerator(2048).keyID("r").generate();
    TrustedToken forged =
        signed(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("r").build(),
            new RSASSASigner(stranger),
            claims().build());
    assertThat(forged.isSignedBy(keys)).isFalse();
    TrustedToken bringsItsKey =
        signed(
            new JWSHeader.Builder(JWSAlgorithm.RS256).jwk(stranger.toPublicJWK()).build(),
            new RSASSASigner(stranger),
            claims().build());
    assertThat(bringsItsKey.isSignedBy(keys)).isFalse();
    TrustedToken otherKind =
        signed(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("e").build(),
            new RSASSASigner(rsa),
            claims().build());
    assertThat(otherKind.isSignedBy(keys)).isFalse();
  }

  @Test
  void aSharedSecretOrNoneIsNoSignature() throws Exception {
    assertThat(TrustedToken.read(new PlainJWT(claims().build()).serialize())).isEmpty();
    // The issuer's public key, which everybody knows, taken for a secret.
    TrustedToken confused =
        signed(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("r").build(),
            new MACSigner(rsa.toRSAPublicKey().getEncoded()),
            claims().build());
    assertThat(confused.isFor(TRUST, NOW)).isFalse();
    assertThat(confused.isSignedBy(keys)).isFalse();
  }

  @Test
  void whatIsNoTokenIsNotReadAsOne() {
    assertThat(TrustedToken.read("")).isEmpty();
    assertThat(TrustedToken.read("a.b.c")).isEmpty();
    assertThat(TrustedToken.read("opaque")).isEmpty();
  }
}
