package io.delega.tokenvault.scheme;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.delega.keys.Secret;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.text.ParseException;
import java.util.Base64;
import java.util.Optional;

/**
 * A private key that signs JWTs: RSA (RS256) or EC (ES256, ES384, ES512). Prints nothing of itself.
 */
public final class SigningKey {
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";

  private final JWSSigner signer;
  private final JWSAlgorithm algorithm;
  private final String id;

  private SigningKey(JWSSigner signer, JWSAlgorithm algorithm, String id) {
    this.signer = signer;
    this.algorithm = algorithm;
    this.id = id;
  }

  /** Reads a private JWK (RFC 7517) or a PKCS #8 key in PEM; empty when it is neither. */
  public static Optional<SigningKey> parse(String text) {
    try {
      String trimmed = text.strip();
      return trimmed.startsWith("{") ? jwk(JWK.parse(trimmed)) : pem(trimmed);
    } catch (ParseException | JOSEException | GeneralSecurityException e) {
      // Without a word of it: the message may repeat the key.
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<SigningKey> jwk(JWK key) throws JOSEException {
    if (!key.isPrivate()) {
      return Optional.empty();
    }
    if (key instanceof RSAKey rsa) {
      return Optional.of(
          new SigningKey(
              new RSASSASigner(rsa), algorithm(key, JWSAlgorithm.RS256), key.getKeyID()));
    }
    if (key instanceof ECKey ec) {
      ECDSASigner signer = new ECDSASigner(ec);
      return Optional.of(new SigningKey(signer, signer.supportedECDSAAlgorithm(), key.getKeyID()));
    }
    return Optional.empty();
  }

  private static JWSAlgorithm algorithm(JWK key, JWSAlgorithm otherwise) {
    return key.getAlgorithm() == null
        ? otherwise
        : JWSAlgorithm.parse(key.getAlgorithm().getName());
  }

  private static Optional<SigningKey> pem(String text)
      throws JOSEException, GeneralSecurityException {
    int from = text.indexOf(BEGIN);
    int to = text.indexOf(END);
    if (from < 0 || to < from) {
      return Optional.empty();
    }
    byte[] der = Base64.getMimeDecoder().decode(text.substring(from + BEGIN.length(), to));
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(der);
    try {
      PrivateKey rsa = KeyFactory.getInstance("RSA").generatePrivate(spec);
      return Optional.of(new SigningKey(new RSASSASigner(rsa), JWSAlgorithm.RS256, null));
    } catch (GeneralSecurityException notRsa) {
      ECPrivateKey ec = (ECPrivateKey) KeyFactory.getInstance("EC").generatePrivate(spec);
      ECDSASigner signer = new ECDSASigner(ec, Curve.forECParameterSpec(ec.getParams()));
      return Optional.of(new SigningKey(signer, signer.supportedECDSAAlgorithm(), null));
    }
  }

  /** The same key under this id; a blank one changes nothing. */
  SigningKey withId(String keyId) {
    return keyId.isBlank() ? this : new SigningKey(signer, algorithm, keyId);
  }

  /** A JWT with these claims. */
  public Secret sign(JWTClaimsSet claims) {
    try {
      SignedJWT jwt =
          new SignedJWT(
              new JWSHeader.Builder(algorithm).type(JOSEObjectType.JWT).keyID(id).build(), claims);
      jwt.sign(signer);
      return Secret.of(jwt.serialize());
    } catch (JOSEException e) {
      throw new IllegalStateException("the key does not sign");
    }
  }

  @Override
  public String toString() {
    return "SigningKey[" + algorithm + ", redacted]";
  }
}
