package io.delega.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesTest {
  @TempDir Path folder;

  @Test
  void aKeyIsMadeOnceForItsOwnerOnlyWithItsPublicSideBesideIt() throws Exception {
    Path file = folder.resolve("keys/checkpoint");
    NoteKey.Signer made = KeyFile.readOrMake(file, () -> NoteKey.Signer.generate("a.example"));
    NoteKey.Signer again = KeyFile.readOrMake(file, () -> NoteKey.Signer.generate("b.example"));
    assertThat(again.encoded()).isEqualTo(made.encoded());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(NoteKey.parse(Files.readString(KeyFile.publicSide(file))))
        .hasToString(made.verifier().toString());
  }

  @Test
  void aFileIsReplacedAsAWholeAndNothingIsLeftBeside() throws Exception {
    Path file = folder.resolve("f");
    DurableFile.write(file, "one", "rw-------");
    DurableFile.write(file, "two", "rw-r--r--");
    assertThat(Files.readString(file)).isEqualTo("two");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r--r--");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }
}
