package io.delega.keys;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.vault.VaultTransitSecretReactiveEngine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;

/** Chooses the key-encryption key by configuration. */
@ApplicationScoped
class KeyEncryptionKeys {

  @Produces
  @Singleton
  KeyEncryptionKey chosen(
      KeysConfig config, Config settings, Instance<VaultTransitSecretReactiveEngine> transit) {
    return switch (config.kek()) {
      case VAULT -> {
        if (LaunchMode.current() == LaunchMode.NORMAL) {
          requireLogin(settings);
        }
        yield new VaultTransitKey(transit.get(), config.vaultKey());
      }
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

  private static void requireLogin(Config settings) {
    VaultLogin.objection(name -> settings.getOptionalValue(name, String.class).isPresent())
        .ifPresent(
            objection -> {
              throw new ConfigurationException(objection);
            });
  }
}
