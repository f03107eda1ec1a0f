package io.delega.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Set;

/**
 * A keyset on disk, readable by its owner only. Written whole beside its place, forced to disk and
 * moved; changes are made under a lock that other processes respect.
 */
final class KeysetFile {
  /** Locks of one process are not exclusive among its threads. */
  private static final Object IN_PROCESS = new Object();

  private final Path path;

  KeysetFile(Path path) {
    this.path = path.toAbsolutePath();
  }

  /** Changes a keyset. */
  interface Step {
    KeysetHandle apply(KeysetHandle from) throws GeneralSecurityException;
  }

  /** Makes a keyset. */
  interface Maker {
    KeysetHandle make() throws GeneralSecurityException;
  }

  /** What makes a content of the file another one: it is only ever replaced, never written over. */
  record Stamp(FileTime modified, Object file) {}

  /** A keyset as it was read. */
  record Read(KeysetHandle handle, Stamp stamp) {}

  /** Taken before the content, so that a change in between is noticed by the next look. */
  Stamp stamp() {
    try {
      BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
      return new Stamp(found.lastModifiedTime(), found.fileKey());
    } catch (IOException e) {
      throw new KeysUnavailableException("the keyset file " + path + " cannot be read", e);
    }
  }

  Read read() {
    Stamp stamp = stamp();
    return new Read(parse(), stamp);
  }

  private KeysetHandle parse() {
    try {
      return TinkJsonProtoKeysetFormat.parseKeyset(
          Files.readString(path), InsecureSecretKeyAccess.get());
    } catch (IOException | GeneralSecurityException e) {
      throw new KeysUnavailableException("the keyset file " + path + " cannot be read", e);
    }
  }

  /** Makes the file where there is none. */
  void create(Maker maker) {
    locked(
        () -> {
          if (!Files.exists(path)) {
            write(maker.make());
          }
        });
  }

  void change(Step change) {
    locked(() -> write(change.apply(parse())));
  }

  private interface Body {
    void run() throws IOException, GeneralSecurityException;
  }

  private void locked(Body body) {
    Path lockFile = path.resolveSibling(path.getFileName() + ".lock");
    synchronized (IN_PROCESS) {
      try {
        Files.createDirectories(path.getParent());
        try (FileChannel channel = FileChannel.open(lockFile, CREATE, WRITE);
            FileLock lock = channel.lock()) {
          if (!lock.isValid()) {
            throw new IOException("lost the lock on " + lockFile);
          }
          body.run();
        }
      } catch (IOException e) {
        throw new UncheckedIOException("the keyset file " + path + " cannot be written", e);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("the keyset cannot be made", e);
      }
    }
  }

  private void write(KeysetHandle keyset) throws IOException, GeneralSecurityException {
    String json = TinkJsonProtoKeysetFormat.serializeKeyset(keyset, InsecureSecretKeyAccess.get());
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    try (FileChannel out =
        FileChannel.open(
            fresh,
            Set.of(CREATE_NEW, WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer bytes = ByteBuffer.wrap(json.getBytes(UTF_8));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel folder = FileChannel.open(path.getParent(), READ)) {
      folder.force(true);
    }
  }
}
