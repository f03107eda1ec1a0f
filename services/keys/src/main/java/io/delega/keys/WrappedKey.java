package io.delega.keys;

/**
 * A data key, wrapped by a key-encryption key. Safe to store.
 *
 * @param kek which kind wrapped it: {@code local} or {@code vault}
 * @param version the version of the key-encryption key
 * @param ciphertext base64 for {@code local}, Vault's own form for {@code vault}
 */
public record WrappedKey(String kek, String version, String ciphertext) {

  /** What wrapped it. */
  public KekVersion by() {
    return new KekVersion(kek, version);
  }

  /** The reverse of {@link #toString}. */
  public static WrappedKey parse(String text) {
    String[] parts = text.split("/", 3);
    if (parts.length != 3) {
      throw new IllegalArgumentException("not a wrapped key");
    }
    return new WrappedKey(parts[0], parts[1], parts[2]);
  }

  /** One text for one database column. */
  @Override
  public String toString() {
    return kek + "/" + version + "/" + ciphertext;
  }
}
