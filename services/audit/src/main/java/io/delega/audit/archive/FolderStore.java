package io.delega.audit.archive;

import io.delega.ledger.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files in a folder, for their owner only. */
final class FolderStore implements ArchiveStore {
  private static final String FOR_ITS_OWNER = "rw-------";

  private final Path folder;

  FolderStore(Path folder) {
    this.folder = folder;
  }

  @Override
  public void write(String name, byte[] content) throws IOException {
    DurableFile.write(folder.resolve(name), content, FOR_ITS_OWNER);
  }

  @Override
  public byte[] read(String name) throws IOException {
    return Files.readAllBytes(folder.resolve(name));
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(folder.resolve(name));
  }

  @Override
  public void close() {
    // Nothing is held open.
  }
}
