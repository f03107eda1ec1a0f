package io.delega.audit.archive;

import java.io.IOException;

/**
 * Where files of the archive are. Names are paths of letters, digits, dots, hyphens and slashes.
 */
interface ArchiveStore extends AutoCloseable {
  /** Writes a file as a whole; it is durable once this returns. One of that name is replaced. */
  void write(String name, byte[] content) throws IOException;

  /** Reads a file; throws {@link java.nio.file.NoSuchFileException} when there is none. */
  byte[] read(String name) throws IOException;

  /** Deletes a file; nothing happens when there is none. */
  void delete(String name) throws IOException;

  @Override
  void close();
}
