package io.delega.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** An unwrapped data key, lent for one use. The field of its context is replaced by the value's. */
public final class DataKey {
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

  void destroy() {
    key.destroy();
  }
}
