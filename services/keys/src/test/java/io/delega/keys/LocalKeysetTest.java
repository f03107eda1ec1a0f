package io.delega.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalKeysetTest implements KeyEncryptionKeyContract {
  @TempDir Path folder;
  private LocalKeyset keyset;

  @BeforeEach
  void make() {
    keyset = LocalKeyset.at(file());
  }

  private Path file() {
    return folder.resolve("deep/keyset.json");
  }

  @Override
  public KeyEncryptionKey kek() {
    return keyset;
  }

  @Override
  public void rotate() {
    assertThat(keyset.rotate().await().indefinitely())
        .isEqualTo(keyset.current().await().indefinitely());
  }

  @Test
  void isReadableByItsOwnerOnly() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  @Test
  void isTheSameForAllWhoStartAtOnce() {
    Path shared = folder.resolve("shared.json");
    long versions =
        IntStream.range(0, 8)
            .parallel()
            .mapToObj(i -> LocalKeyset.at(shared))
            .map(k -> k.wrap(DATA_KEY, CONTEXT).await().indefinitely().version())
            .distinct()
            .count();
    assertThat(versions).isEqualTo(1);
  }

  @Test
  void seesAVersionThatAnotherProcessAdded() {
    LocalKeyset other = LocalKeyset.at(file());
    other.rotate().await().indefinitely();
    WrappedKey wrapped = other.wrap(DATA_KEY, CONTEXT).await().indefinitely();
    assertThat(keyset.unwrap(wrapped, CONTEXT).await().indefinitely()).isEqualTo(DATA_KEY);
  }

  @Test
  void wrapsUnderTheVersionThatAnotherProcessMadeCurrent() {
    LocalKeyset other = LocalKeyset.at(file());
    for (int i = 0; i < 20; i++) {
      KekVersion current = other.rotate().await().indefinitely();
      WrappedKey wrapped = keyset.wrap(DATA_KEY, CONTEXT).await().indefinitely();
      assertThat(current.wrapped(wrapped)).isTrue();
    }
  }

  @Test
  void opensNothingOfADestroyedVersion() {
    LocalKeyset other = LocalKeyset.at(file());
    WrappedKey old = keyset.wrap(DATA_KEY, CONTEXT).await().indefinitely();
    keyset.rotate().await().indefinitely();
    WrappedKey fresh = keyset.rewrap(old, CONTEXT).await().indefinitely();
    keyset.destroyOlder().await().indefinitely();
    for (LocalKeyset each : List.of(keyset, other, LocalKeyset.at(file()))) {
      assertThat(each.unwrap(fresh, CONTEXT).await().indefinitely()).isEqualTo(DATA_KEY);
      assertThatThrownBy(() -> each.unwrap(old, CONTEXT).await().indefinitely())
          .isInstanceOf(NotOpenedException.class);
    }
  }

  @Test
  void refusesADamagedFile() throws Exception {
    Files.writeString(file(), "{");
    assertThatThrownBy(() -> LocalKeyset.at(file())).isInstanceOf(KeysUnavailableException.class);
  }
}
