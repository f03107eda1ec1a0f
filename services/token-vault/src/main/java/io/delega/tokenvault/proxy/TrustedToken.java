package io.delega.tokenvault.proxy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.delega.contracts.EnforcementState;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.Set;

/**
 * A token of an issuer that an agency trusts, as it was sent (RFC 7519; RFC 8725 on what to check).
 * Nothing in it says which agency it is for: only who is behind issuer and subject.
 */
final class TrustedToken {
  /** Signatures with a public key, and no other. */
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  /** How far the issuer's clock may be ahead. */
  private static final Duration AHEAD = Duration.ofSeconds(30);

  private final SignedJWT token;
  private final JWTClaimsSet claims;

  private TrustedToken(SignedJWT token, JWTClaimsSet claims) {
    this.token = token;
    this.claims = claims;
  }

  /** Reads a token; empty when it is no signed JWT with an issuer. Nothing is verified yet. */
  static Optional<TrustedToken> read(String text) {
    try {
      SignedJWT token = SignedJWT.parse(text);
      JWTClaimsSet claims = token.getJWTClaimsSet();
      return claims == null || claims.getIssuer() == null
          ? Optional.empty()
          : Optional.of(new TrustedToken(token, claims));
    } catch (ParseException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** As it claims to be. */
  String issuer() {
    return claims.getIssuer();
  }

  /** As it claims to be. */
  String subject() {
    return claims.getSubject();
  }

  /** Which of the issuer's keys signed it; null when it does not say. */
  String keyId() {
    return token.getHeader().getKeyID();
  }

  /** When it expires; only where {@link #isFor} holds. */
  Instant expiresAt() {
    return claims.getExpirationTime().toInstant();
  }

  /**
   * Whether its claims are those of an assistant of the agency, now. Its signature is not looked
   * at.
   */
  boolean isFor(EnforcementState.Issuer trust, Instant now) {
    Date end = claims.getExpirationTime();
    Date start = claims.getNotBeforeTime();
    return ALGORITHMS.contains(token.getHeader().getAlgorithm())
        && trust.issuer().equals(claims.getIssuer())
        && claims.getAudience().contains(trust.audience())
        && end != null
        && now.isBefore(end.toInstant())
        && (start == null || !now.plus(AHEAD).isBefore(start.toInstant()))
        // Bound to a key whose proof is not checked here (DPoP): as a bearer token it is stolen.
        && claims.getClaim("cnf") == null
        && trust.assistants().stream().anyMatch(each -> each.subject().equals(claims.getSubject()));
  }

  /** Whether one of these keys signed it. */
  boolean isSignedBy(JWKSet keys) {
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(ALGORITHMS, new ImmutableJWKSet<>(keys)));
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    processor.setJWTClaimsSetVerifier((judged, context) -> {});
    try {
      processor.process(token, null);
      return true;
    } catch (BadJOSEException | JOSEException e) {
      return false;
    }
  }
}
