package io.delega.audit.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delega.audit.AuditConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both kinds of store, and what is said of one that is not right. */
class StoresTest {
  @TempDir Path folder;
  private SignedStore remote;

  @BeforeEach
  void start() throws IOException {
    remote = new SignedStore();
  }

  @AfterEach
  void stop() {
    remote.close();
  }

  private record Settings(
      Optional<String> endpoint,
      Optional<String> bucket,
      String region,
      Optional<String> accessKey,
      Optional<String> secretKeyFile)
      implements AuditConfig.S3 {}

  private Settings settings(String secret) throws IOException {
    Path file = Files.writeString(folder.resolve("secret"), secret + "\n");
    return new Settings(
        Optional.of(remote.url()),
        Optional.of(SignedStore.BUCKET),
        "eu-south-1",
        Optional.of(SignedStore.KEY),
        Optional.of(file.toString()));
  }

  private static void keepsWhatIsWritten(ArchiveStore store) throws IOException {
    byte[] content = new byte[70_000];
    content[69_999] = 7;
    store.write("content/x001/000-1.gz", content);
    assertThat(store.read("content/x001/000-1.gz")).isEqualTo(content);
    store.write("content/x001/000-1.gz", new byte[] {1});
    assertThat(store.read("content/x001/000-1.gz")).containsExactly(1);
    store.write("empty", new byte[0]);
    assertThat(store.read("empty")).isEmpty();
    store.delete("content/x001/000-1.gz");
    store.delete("content/x001/000-1.gz");
    assertThatThrownBy(() -> store.read("content/x001/000-1.gz"))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aFolderKeepsWhatIsWrittenForItsOwnerOnly() throws IOException {
    ArchiveStore store = new FolderStore(folder.resolve("archive"));
    keepsWhatIsWritten(store);
    assertThat(Files.getPosixFilePermissions(folder.resolve("archive/empty")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void anS3StoreKeepsWhatIsWrittenBySignedRequests() throws IOException {
    try (ArchiveStore store = new S3Store(settings(SignedStore.SECRET))) {
      keepsWhatIsWritten(store);
      assertThat(remote.objects).containsOnlyKeys("empty");
    }
  }

  @Test
  void aStoreThatFailsNowAndThenIsAskedAgain() throws IOException {
    try (ArchiveStore store = new S3Store(settings(SignedStore.SECRET))) {
      remote.fail(2);
      store.write("tile/0/000", new byte[] {1});
      assertThat(remote.objects).containsKey("tile/0/000");
    }
  }

  @Test
  void aWrongSecretIsRefusedAndNotSaid() throws IOException {
    String wrong = "another-secret-4711";
    try (ArchiveStore store = new S3Store(settings(wrong))) {
      assertThatThrownBy(() -> store.write("x", new byte[] {1}))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("the store of the archive")
          .hasMessageNotContaining(wrong);
      assertThat(remote.objects).isEmpty();
    }
  }

  @Test
  void aStoreThatIsAwayIsAnError() throws IOException {
    Settings settings = settings(SignedStore.SECRET);
    remote.close();
    try (ArchiveStore store = new S3Store(settings)) {
      assertThatThrownBy(() -> store.read("x")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aSettingThatIsMissingIsNamed() {
    Settings settings =
        new Settings(
            Optional.of(remote.url()),
            Optional.of(SignedStore.BUCKET),
            "eu-south-1",
            Optional.empty(),
            Optional.of("/nowhere"));
    assertThatThrownBy(() -> new S3Store(settings)).hasMessageContaining("delega.audit.archive.s3");
  }
}
