package io.delega.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An unwrapped data key, lent for one use. The field of its context is replaced by the value's. */
public final class DataKey {
  private static final String DERIVATION = "delega pseudonym v1";
  private static final int PSEUDONYM_LENGTH = 16;

  private final Secret key;
  private final KeyContext context;

  DataKey(Secret key, KeyContext context) {
    this.key = key;
    this.context = context;
  }

  /** Seals bytes as a field of the key's owner. */
  public byte[] seal(String field, byte[] plain) {
    return Envelope.seal(key, plain, context.field(field));
  }

  /** Seals a secret as a field of the key's owner. */
  public byte[] seal(String field, Secret secret) {
    byte[] plain = secret.use(byte[]::clone);
    try {
      return seal(field, plain);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  /** Seals text as a field of the key's owner. */
  public byte[] seal(String field, String text) {
    return seal(field, text.getBytes(UTF_8));
  }

  /**
   * Opens a field of the key's owner.
   *
   * @throws NotOpenedException when it was changed or belongs to another field, owner or agency
   */
  public Secret open(String field, byte[] sealed) {
    return Envelope.open(key, sealed, context.field(field));
  }

  /**
   * A name for a value that tells nothing of it: equal for equal values under this key, and not to
   * be made without it. HMAC-SHA256 (RFC 2104) under a key derived from this one.
   *
   * @param kind equal values of different kinds have different names
   * @return 32 hexadecimal digits
   */
  public String pseudonym(String kind, String value) {
    byte[] derived = key.use(bytes -> hmac(bytes, DERIVATION.getBytes(UTF_8)));
    try {
      byte[] name = hmac(derived, (kind + "\0" + value).getBytes(UTF_8));
      return HexFormat.of().formatHex(name, 0, PSEUDONYM_LENGTH);
    } finally {
      Arrays.fill(derived, (byte) 0);
    }
  }

  private static byte[] hmac(byte[] key, byte[] data) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC-SHA256", e);
    }
  }

  void destroy() {
    key.destroy();
  }
}
