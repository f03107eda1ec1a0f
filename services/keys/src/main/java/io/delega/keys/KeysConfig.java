package io.delega.keys;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where the key-encryption key is, and how long data keys stay in memory. */
@ConfigMapping(prefix = "delega.keys")
public interface KeysConfig {
  /**
   * {@code local}: a keyset file; {@code vault}: Vault Transit, set up by {@code quarkus.vault}.
   */
  @WithDefault("local")
  Kek kek();

  /** The keyset file of {@code local}; made on first start, readable by its owner only. */
  Optional<Path> keysetFile();

  /** The name of the Transit key of {@code vault}; it must exist and be of type aes256-gcm96. */
  @WithDefault("delega")
  String vaultKey();

  /** How long an unwrapped data key stays in memory. */
  @WithDefault("5m")
  Duration cacheFor();

  /** How many unwrapped data keys stay in memory. */
  @WithDefault("10000")
  int cacheSize();

  /** The kinds of key-encryption key. */
  enum Kek {
    LOCAL,
    VAULT
  }
}
