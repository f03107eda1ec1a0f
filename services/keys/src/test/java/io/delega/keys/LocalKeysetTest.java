package io.delega.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
    keyset.rotate();
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
    other.rotate();
    WrappedKey wrapped = other.wrap(DATA_KEY, CONTEXT).await().indefinitely();
    assertThat(keyset.unwrap(wrapped, CONTEXT).await().indefinitely()).isEqualTo(DATA_KEY);
  }

  @Test
  void refusesADamagedFile() throws Exception {
    Files.writeString(file(), "{");
    assertThatThrownBy(() -> LocalKeyset.at(file())).isInstanceOf(KeysUnavailableException.class);
  }
}
