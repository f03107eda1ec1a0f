package io.delega.keys;

import io.quarkus.vault.VaultTransitSecretReactiveEngine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Chooses the key-encryption key by configuration. */
@ApplicationScoped
class KeyEncryptionKeys {

  @Produces
  @Singleton
  KeyEncryptionKey chosen(KeysConfig config, Instance<VaultTransitSecretReactiveEngine> transit) {
    return switch (config.kek()) {
      case VAULT -> new VaultTransitKey(transit.get(), config.vaultKey());
      case LOCAL ->
          LocalKeyset.at(
              config
                  .keysetFile()
                  .orElseThrow(
                      () ->
                          new IllegalStateException(
                              "Set delega.keys.keyset-file (kek=local) or delega.keys.kek=vault")));
    };
  }
}
