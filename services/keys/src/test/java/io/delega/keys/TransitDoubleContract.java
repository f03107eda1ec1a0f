package io.delega.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delega.testkit.VaultDoubleControl;
import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What can be done to the double only. */
abstract class TransitDoubleContract extends TransitContract {
  private final VaultDoubleControl vault = new VaultDoubleControl();

  @Override
  public void rotate() {
    vault.rotate();
  }

  @AfterEach
  void endOutage() {
    vault.restore();
  }

  @Test
  void logsInAgainWhenItsTokenHasRunOut() {
    WrappedKey wrapped = kek.wrap(DATA_KEY, CONTEXT).await().indefinitely();
    int before = vault.logins();
    vault.expireTokens();
    assertThat(kek.unwrap(wrapped, CONTEXT).await().indefinitely()).isEqualTo(DATA_KEY);
    assertThat(vault.logins()).isEqualTo(before + 1);
    kek.unwrap(wrapped, CONTEXT).await().indefinitely();
    assertThat(vault.logins()).isEqualTo(before + 1);
  }

  @Test
  void isUnavailableWhileVaultIsSealedStalledOrOutOfReachAndGoesOnAfterwards() {
    WrappedKey wrapped = kek.wrap(DATA_KEY, CONTEXT).await().indefinitely();
    vault.seal();
    assertUnavailable(wrapped);
    vault.cutOff();
    assertUnavailable(wrapped);
    vault.restore();
    vault.expireTokens();
    vault.cutOff();
    assertUnavailable(wrapped);
    vault.stall();
    assertUnavailable(kek.wrap(DATA_KEY, CONTEXT));
    vault.restore();
    assertThat(kek.unwrap(wrapped, CONTEXT).await().indefinitely()).isEqualTo(DATA_KEY);
  }

  @Test
  void whoTriesAgainAsksAgain() {
    WrappedKey wrapped = kek.wrap(DATA_KEY, CONTEXT).await().indefinitely();
    Uni<byte[]> unwrapping = kek.unwrap(wrapped, CONTEXT);
    Uni<WrappedKey> wrapping = kek.wrap(DATA_KEY, CONTEXT);
    vault.cutOff();
    assertUnavailable(unwrapping);
    assertUnavailable(wrapping);
    vault.restore();
    assertThat(unwrapping.await().indefinitely()).isEqualTo(DATA_KEY);
    assertThat(kek.unwrap(wrapping.await().indefinitely(), CONTEXT).await().indefinitely())
        .isEqualTo(DATA_KEY);
  }

  private void assertUnavailable(WrappedKey wrapped) {
    assertUnavailable(kek.wrap(DATA_KEY, CONTEXT));
    assertUnavailable(kek.unwrap(wrapped, CONTEXT));
  }

  private static void assertUnavailable(Uni<?> asking) {
    assertThatThrownBy(() -> asking.await().indefinitely())
        .isInstanceOf(KeysUnavailableException.class);
  }
}
