package io.delega.keys;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM under one data key, the context as additional authenticated data.
 *
 * <p>Layout: a format byte, a random nonce of 12 bytes, ciphertext with a tag of 16. A data key
 * seals a handful of values in its life, far below the bound for random nonces.
 */
public final class Envelope {
  /** Length of a data key in bytes. */
  public static final int KEY_LENGTH = 32;

  private static final byte FORMAT = 1;
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;
  private static final String ALGORITHM = "AES/GCM/NoPadding";
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Looking for who implements it costs more than opening a token. */
  private static final Provider PROVIDER = provider();

  private Envelope() {}

  private static Provider provider() {
    try {
      return Cipher.getInstance(ALGORITHM).getProvider();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + ALGORITHM, e);
    }
  }

  /** Seals bytes for one context. */
  public static byte[] seal(Secret dataKey, byte[] plain, KeyContext context) {
    byte[] nonce = new byte[NONCE];
    RANDOM.nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, dataKey, nonce, context);
      byte[] out = new byte[1 + NONCE + cipher.getOutputSize(plain.length)];
      out[0] = FORMAT;
      System.arraycopy(nonce, 0, out, 1, NONCE);
      cipher.doFinal(plain, 0, plain.length, out, 1 + NONCE);
      return out;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("sealing failed", e);
    }
  }

  /**
   * Opens what was sealed.
   *
   * @throws NotOpenedException when it was changed or the key or context is another
   */
  public static Secret open(Secret dataKey, byte[] sealed, KeyContext context) {
    if (sealed.length < 1 + NONCE + TAG_BITS / 8 || sealed[0] != FORMAT) {
      throw new NotOpenedException("not a sealed value");
    }
    try {
      Cipher cipher =
          cipher(Cipher.DECRYPT_MODE, dataKey, Arrays.copyOfRange(sealed, 1, 1 + NONCE), context);
      return Secret.owning(cipher.doFinal(sealed, 1 + NONCE, sealed.length - 1 - NONCE));
    } catch (GeneralSecurityException e) {
      throw new NotOpenedException("the sealed value was changed or belongs elsewhere");
    }
  }

  private static Cipher cipher(int mode, Secret dataKey, byte[] nonce, KeyContext context)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(ALGORITHM, PROVIDER);
    SecretKeySpec key =
        dataKey.use(
            bytes -> {
              if (bytes.length != KEY_LENGTH) {
                throw new IllegalArgumentException("a data key has 256 bits");
              }
              return new SecretKeySpec(bytes, "AES");
            });
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(context.bytes());
    return cipher;
  }
}
