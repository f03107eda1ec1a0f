package io.delega.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataKeysTest {
  private static final KeyContext CONTEXT = new KeyContext("agency-a", "con_1", "data-key", 1);

  @TempDir Path folder;
  private final AtomicInteger unwraps = new AtomicInteger();
  private KeyCache cache;
  private DataKeys keys;

  /** Counts how often the key-encryption key is really used. */
  private record Counting(KeyEncryptionKey kek, AtomicInteger unwraps) implements KeyEncryptionKey {
    @Override
    public Uni<WrappedKey> wrap(byte[] dataKey, KeyContext context) {
      return kek.wrap(dataKey, context);
    }

    @Override
    public Uni<byte[]> unwrap(WrappedKey wrapped, KeyContext context) {
      unwraps.incrementAndGet();
      return kek.unwrap(wrapped, context);
    }

    @Override
    public Uni<WrappedKey> rewrap(WrappedKey wrapped, KeyContext context) {
      return kek.rewrap(wrapped, context);
    }

    @Override
    public Uni<KekVersion> current() {
      return kek.current();
    }

    @Override
    public Uni<KekVersion> rotate() {
      return kek.rotate();
    }

    @Override
    public Uni<Void> destroyOlder() {
      return kek.destroyOlder();
    }
  }

  private record Sealed(WrappedKey wrapped, KeyContext context, String value) {}

  @BeforeEach
  void make() {
    cache = new KeyCache(2, 60_000_000_000L);
    keys = DataKeys.of(new Counting(LocalKeyset.at(folder.resolve("k")), unwraps), cache);
  }

  private byte[] sealed;

  private WrappedKey create(KeyContext context) {
    return keys.create(
            context,
            created -> {
              sealed = created.key().seal("token", "canary");
              return created.wrapped();
            })
        .await()
        .indefinitely();
  }

  private String open(WrappedKey wrapped, KeyContext context) {
    return keys.use(wrapped, context, key -> key.open("token", sealed).reveal())
        .await()
        .indefinitely();
  }

  @Test
  void unwrapsOnceAndAgainAfterEviction() {
    WrappedKey wrapped = create(CONTEXT);
    assertThat(open(wrapped, CONTEXT)).isEqualTo("canary");
    assertThat(open(wrapped, CONTEXT)).isEqualTo("canary");
    assertThat(unwraps).hasValue(1);
    keys.evict("con_2");
    open(wrapped, CONTEXT);
    assertThat(unwraps).hasValue(1);
    keys.evict("con_1");
    assertThat(cache.size()).isZero();
    assertThat(open(wrapped, CONTEXT)).isEqualTo("canary");
    assertThat(unwraps).hasValue(2);
  }

  @Test
  void destroysWhatLeavesMemory() {
    WrappedKey wrapped = create(CONTEXT);
    DataKey[] kept = new DataKey[1];
    keys.use(wrapped, CONTEXT, key -> kept[0] = key).await().indefinitely();
    keys.evict("con_1");
    assertThatThrownBy(() -> kept[0].open("token", sealed))
        .isInstanceOf(Secret.DestroyedException.class);
  }

  @Test
  void staysWithinItsBounds() {
    for (int i = 0; i < 5; i++) {
      KeyContext context = new KeyContext("agency-a", "con_" + i, "data-key", 1);
      open(create(context), context);
    }
    assertThat(cache.size()).isEqualTo(2);
    cache.sweep(System.nanoTime() + 120_000_000_000L);
    assertThat(cache.size()).isZero();
  }

  @Test
  void keepsNothingThatWasEvictedWhileItWasUnwrapped() {
    WrappedKey wrapped = create(CONTEXT);
    keys.use(
            wrapped,
            CONTEXT,
            key -> {
              keys.evict("con_1");
              return key.open("token", sealed).reveal();
            })
        .await()
        .indefinitely();
    assertThat(cache.size()).isZero();
  }

  @Test
  void doesNotOpenAnotherFieldOrOwner() {
    WrappedKey wrapped = create(CONTEXT);
    assertThatThrownBy(
            () ->
                keys.use(wrapped, CONTEXT, key -> key.open("other", sealed)).await().indefinitely())
        .isInstanceOf(NotOpenedException.class);
    KeyContext other = new KeyContext("agency-b", "con_1", "data-key", 1);
    assertThatThrownBy(() -> open(wrapped, other)).isInstanceOf(NotOpenedException.class);
  }

  @Test
  void pseudonymsAreEqualForEqualValuesUnderOneKeyAndOfOneKind() {
    WrappedKey wrapped = keys.create(CONTEXT, DataKeys.Created::wrapped).await().indefinitely();
    String name = pseudonym(wrapped, "network", "a");
    assertThat(name).matches("[0-9a-f]{32}").isEqualTo(pseudonym(wrapped, "network", "a"));
    assertThat(name)
        .isNotEqualTo(pseudonym(wrapped, "network", "b"))
        .isNotEqualTo(pseudonym(wrapped, "resource", "a"));
    WrappedKey other = keys.create(CONTEXT, DataKeys.Created::wrapped).await().indefinitely();
    assertThat(name).isNotEqualTo(pseudonym(other, "network", "a"));
  }

  private String pseudonym(WrappedKey wrapped, String kind, String value) {
    return keys.use(wrapped, CONTEXT, key -> key.pseudonym(kind, value)).await().indefinitely();
  }
}
