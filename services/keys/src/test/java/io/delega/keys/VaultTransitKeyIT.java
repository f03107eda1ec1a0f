package io.delega.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vault.VaultTransitSecretReactiveEngine;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TransitDouble.class)
class VaultTransitKeyIT implements KeyEncryptionKeyContract {
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
}
