package io.delega.keys;

/**
 * One version of a key-encryption key.
 *
 * @param kek which kind it is: {@code local} or {@code vault}
 * @param version the version, as in {@link WrappedKey#version}
 */
public record KekVersion(String kek, String version) {

  /** Whether it wrapped this data key. */
  public boolean wrapped(WrappedKey key) {
    return kek.equals(key.kek()) && version.equals(key.version());
  }

  /** The beginning of {@link WrappedKey#toString} up to its second slash. */
  @Override
  public String toString() {
    return kek + "/" + version;
  }
}
