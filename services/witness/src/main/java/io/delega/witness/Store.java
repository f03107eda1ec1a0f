package io.delega.witness;

import io.delega.ledger.Checkpoint;
import io.delega.ledger.DurableFile;
import io.delega.ledger.NoteKey;
import io.delega.ledger.SignedNote;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The last cosigned checkpoint of each log: one file each, named for the origin's SHA-256, written
 * whole and on disk before it is known.
 */
final class Store {
  private static final String ENDING = ".checkpoint";

  private final Path folder;
  private final Map<String, String> notes = new ConcurrentHashMap<>();

  /**
   * Reads what is there.
   *
   * @throws IllegalStateException when a file was not cosigned by this witness
   */
  Store(Path folder, NoteKey witness) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder);
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(found -> found.toString().endsWith(ENDING)).toList()) {
        notes.put(read(file, witness), Files.readString(file));
      }
    }
  }

  private static String read(Path file, NoteKey witness) throws IOException {
    try {
      SignedNote note = SignedNote.parse(Files.readString(file));
      String hash = hash(Checkpoint.read(note).origin());
      boolean its = (hash + ENDING).equals(file.getFileName().toString());
      if (its && note.cosignedAt(witness).isPresent()) {
        return hash;
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(file + " is no checkpoint", e);
    }
    throw new IllegalStateException(file + " holds nothing that this witness cosigned");
  }

  /** The last cosigned checkpoint of this origin; empty when there is none. */
  Optional<Checkpoint> last(String origin) {
    return note(hash(origin)).map(note -> Checkpoint.read(SignedNote.parse(note)));
  }

  /** The same with its signatures, by the hash of the origin. */
  Optional<String> note(String originHash) {
    return Optional.ofNullable(notes.get(originHash));
  }

  /** Keeps a cosigned checkpoint; on disk when this returns. */
  void put(String origin, String note) throws IOException {
    String hash = hash(origin);
    DurableFile.write(folder.resolve(hash + ENDING), note, "rw-r--r--");
    notes.put(hash, note);
  }

  private static String hash(String origin) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(origin.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
