package io.delega.tokenvault.scheme;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.oauth2.sdk.dpop.DPoPProofFactory;
import com.nimbusds.oauth2.sdk.dpop.DefaultDPoPProofFactory;
import com.nimbusds.oauth2.sdk.token.DPoPAccessToken;
import com.nimbusds.openid.connect.sdk.Nonce;
import io.delega.keys.Secret;
import java.net.URI;
import java.text.ParseException;
import java.util.Optional;

/**
 * The key pair that a provider binds a credential's tokens to (DPoP, RFC 9449), ES256. It belongs
 * to one generation of one connection and prints nothing of itself.
 */
public final class DpopKey {
  private final ECKey key;
  private final DPoPProofFactory proofs;

  private DpopKey(ECKey key) {
    this.key = key;
    try {
      this.proofs = new DefaultDPoPProofFactory(key, JWSAlgorithm.ES256);
    } catch (JOSEException e) {
      throw new IllegalStateException("the key does not sign");
    }
  }

  /** A new one. */
  public static DpopKey make() {
    try {
      return new DpopKey(new ECKeyGenerator(Curve.P_256).generate());
    } catch (JOSEException e) {
      throw new IllegalStateException("this Java makes no P-256 keys");
    }
  }

  /** The reverse of {@link #keep}. */
  public static DpopKey of(Secret kept) {
    try {
      return new DpopKey(ECKey.parse(kept.reveal()));
    } catch (ParseException e) {
      // Without a word of it: the message may repeat the key.
      throw new IllegalStateException("not a kept key");
    }
  }

  /** The private key as a JWK, to be sealed. */
  public Secret keep() {
    return Secret.of(key.toJSONString());
  }

  /**
   * A proof for one request (section 4.2); each has its own {@code jti}.
   *
   * @param url the request's; its query and fragment are left out
   * @param access the access token that is sent with it, absent at the token endpoint
   * @param nonce the last one that the server gave
   */
  public Secret proof(String method, URI url, Optional<Secret> access, Optional<String> nonce) {
    try {
      return Secret.of(
          proofs
              .createDPoPJWT(
                  method,
                  bare(url),
                  access.map(token -> new DPoPAccessToken(token.reveal())).orElse(null),
                  nonce.map(Nonce::new).orElse(null))
              .serialize());
    } catch (JOSEException e) {
      throw new IllegalStateException("the key does not sign");
    }
  }

  private static URI bare(URI url) {
    String text = url.toString();
    int end = text.indexOf('?') >= 0 ? text.indexOf('?') : text.indexOf('#');
    return end < 0 ? url : URI.create(text.substring(0, end));
  }

  @Override
  public String toString() {
    return "DpopKey[redacted]";
  }
}
