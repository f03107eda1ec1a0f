package io.delega.ledger;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;

/**
 * A signing key in a file that only its owner may read, made once, by whichever process is first.
 * The verifier key is in a file beside it that ends in {@code .pub}.
 */
public final class KeyFile {
  private KeyFile() {}

  /** Reads the key, or makes the file. */
  public static NoteKey.Signer readOrMake(Path path, Supplier<NoteKey.Signer> maker)
      throws IOException {
    Path file = path.toAbsolutePath();
    NoteKey.Signer signer = Files.exists(file) ? read(file) : make(file, maker);
    publish(publicSide(file), signer.verifier());
    return signer;
  }

  /** Where the verifier key of this file stands. */
  public static Path publicSide(Path file) {
    return file.resolveSibling(file.getFileName() + ".pub");
  }

  private static NoteKey.Signer read(Path file) throws IOException {
    return NoteKey.Signer.decode(Files.readString(file));
  }

  private static NoteKey.Signer make(Path file, Supplier<NoteKey.Signer> maker) throws IOException {
    Files.createDirectories(file.getParent());
    Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (lock.isValid() && Files.exists(file)) {
        return read(file);
      }
      NoteKey.Signer made = maker.get();
      DurableFile.write(file, made.encoded(), "rw-------");
      return made;
    }
  }

  /** In a folder that cannot be written, such as a mounted secret, somebody else has to. */
  private static void publish(Path file, NoteKey verifier) throws IOException {
    String text = verifier + "\n";
    boolean there = Files.exists(file) && Files.readString(file).equals(text);
    if (!there && Files.isWritable(file.getParent())) {
      DurableFile.write(file, text, "rw-r--r--");
    }
  }
}
