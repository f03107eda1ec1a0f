package io.delega.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.vault.VaultTransitSecretReactiveEngine;
import io.quarkus.vault.client.VaultClientException;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** The contract over Vault Transit, as the service that logs in may use it. */
abstract class TransitContract implements KeyEncryptionKeyContract {
  @Inject KeyEncryptionKey kek;
  @Inject DataKeys dataKeys;
  @Inject VaultTransitSecretReactiveEngine transit;

  @Override
  public KeyEncryptionKey kek() {
    return kek;
  }

  @Test
  void isChosenByConfiguration() {
    assertThat(kek).isInstanceOf(VaultTransitKey.class);
    String opened =
        dataKeys
            .create(
                CONTEXT,
                created -> new Object[] {created.wrapped(), created.key().seal("f", "canary")})
            .chain(
                made ->
                    dataKeys.use(
                        (WrappedKey) made[0],
                        CONTEXT,
                        key -> key.open("f", (byte[]) made[1]).reveal()))
            .await()
            .indefinitely();
    assertThat(opened).isEqualTo("canary");
  }

  @Test
  void tellsUnreachableFromTampered() {
    KeyEncryptionKey unknown = new VaultTransitKey(transit, "not-there");
    assertThatThrownBy(() -> unknown.wrap(DATA_KEY, CONTEXT).await().indefinitely())
        .isInstanceOf(KeysUnavailableException.class);
  }

  @Test
  void mayDoNothingThatItsPolicyDoesNotName() {
    assertThatThrownBy(() -> transit.rotateKey("delega").await().indefinitely())
        .isInstanceOfSatisfying(
            VaultClientException.class, e -> assertThat(e.getStatus()).isEqualTo(403));
    assertThatThrownBy(() -> kek.rotate().await().indefinitely())
        .isInstanceOf(KeyChangeRefusedException.class)
        .hasMessageContaining("transit/keys/delega/rotate");
    assertThatThrownBy(() -> kek.destroyOlder().await().indefinitely())
        .isInstanceOf(KeyChangeRefusedException.class);
  }
}
