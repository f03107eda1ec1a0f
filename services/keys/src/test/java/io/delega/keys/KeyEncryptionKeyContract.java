package io.delega.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What every key-encryption key must do. */
interface KeyEncryptionKeyContract {
  KeyContext CONTEXT = new KeyContext("agency-a", "con_1", "data-key", 1);
  byte[] DATA_KEY =
      "0123456789abcdef0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.UTF_8);

  KeyEncryptionKey kek();

  /** Whoever may adds a version and makes it the current one. */
  void rotate();

  private WrappedKey wrapped() {
    return kek().wrap(DATA_KEY, CONTEXT).await().indefinitely();
  }

  private byte[] unwrap(WrappedKey wrapped, KeyContext context) {
    return kek().unwrap(wrapped, context).await().indefinitely();
  }

  @Test
  default void unwrapsWhatItWrapped() {
    WrappedKey stored = WrappedKey.parse(wrapped().toString());
    assertThat(unwrap(stored, CONTEXT)).isEqualTo(DATA_KEY);
    assertThat(wrapped()).isNotEqualTo(stored);
  }

  @Test
  default void refusesEveryOtherContext() {
    WrappedKey wrapped = wrapped();
    for (KeyContext other :
        List.of(
            new KeyContext("agency-b", "con_1", "data-key", 1),
            new KeyContext("agency-a", "con_2", "data-key", 1),
            new KeyContext("agency-a", "con_1", "other", 1),
            new KeyContext("agency-a", "con_1", "data-key", 2))) {
      assertThatThrownBy(() -> unwrap(wrapped, other)).isInstanceOf(NotOpenedException.class);
    }
  }

  @Test
  default void refusesAChangedCiphertext() {
    WrappedKey wrapped = wrapped();
    String text = wrapped.ciphertext();
    int last = text.length() - 6;
    char changed = text.charAt(last) == 'A' ? 'B' : 'A';
    WrappedKey other =
        new WrappedKey(
            wrapped.kek(),
            wrapped.version(),
            text.substring(0, last) + changed + text.substring(last + 1));
    assertThatThrownBy(() -> unwrap(other, CONTEXT)).isInstanceOf(NotOpenedException.class);
    assertThatThrownBy(() -> unwrap(new WrappedKey("elsewhere", wrapped.version(), text), CONTEXT))
        .isInstanceOf(NotOpenedException.class);
  }

  @Test
  default void tellsTheCurrentVersion() {
    KekVersion before = kek().current().await().indefinitely();
    assertThat(before.wrapped(wrapped())).isTrue();
    rotate();
    KekVersion after = kek().current().await().indefinitely();
    assertThat(after).isNotEqualTo(before);
    assertThat(after.wrapped(wrapped())).isTrue();
    assertThat(wrapped().toString()).startsWith(after + "/");
  }

  @Test
  default void rewrapsUnderTheCurrentVersion() {
    WrappedKey old = wrapped();
    assertThat(kek().rewrap(old, CONTEXT).await().indefinitely()).isEqualTo(old);
    rotate();
    WrappedKey fresh = kek().rewrap(old, CONTEXT).await().indefinitely();
    assertThat(fresh.version()).isNotEqualTo(old.version());
    assertThat(unwrap(fresh, CONTEXT)).isEqualTo(DATA_KEY);
    assertThat(unwrap(old, CONTEXT)).isEqualTo(DATA_KEY);
  }
}
