package io.delega.audit.ledger;

import io.delega.audit.AuditConfig;
import io.delega.ledger.NoteKey;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** The key that signs checkpoints: a file of its own, made once, by whichever replica is first. */
@Startup
@ApplicationScoped
public class CheckpointKey {
  private final NoteKey.Signer signer;

  CheckpointKey(AuditConfig config) throws IOException {
    Path file = config.checkpointKeyFile().toAbsolutePath();
    signer = Files.exists(file) ? read(file) : make(file, origin(config));
  }

  /** The signer, named for the ledger's origin. */
  public NoteKey.Signer signer() {
    return signer;
  }

  private static NoteKey.Signer read(Path file) throws IOException {
    return NoteKey.Signer.decode(Files.readString(file));
  }

  private static NoteKey.Signer make(Path file, String origin) throws IOException {
    Files.createDirectories(file.getParent());
    Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (lock.isValid() && Files.exists(file)) {
        return read(file);
      }
      NoteKey.Signer made = NoteKey.Signer.generate(origin);
      Path part = file.resolveSibling(file.getFileName() + ".part");
      Files.deleteIfExists(part);
      Files.createFile(
          part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try (FileChannel out = FileChannel.open(part, StandardOpenOption.WRITE)) {
        out.write(StandardCharsets.US_ASCII.encode(made.encoded()));
        out.force(true);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      return made;
    }
  }

  private static String origin(AuditConfig config) {
    return config
        .origin()
        .orElseGet(
            () -> {
              URI uri = URI.create(config.publicUrl());
              return uri.getAuthority() + "/ledger";
            });
  }
}
