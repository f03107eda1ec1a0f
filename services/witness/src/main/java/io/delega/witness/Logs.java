package io.delega.witness;

import io.delega.ledger.NoteKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The logs that are witnessed, each by its verifier key, whose name is the log's origin. A key once
 * known stays for the life of the process.
 */
public final class Logs {
  private final Map<String, NoteKey> known = new ConcurrentHashMap<>();
  private final List<Path> files;

  /**
   * Logs by their keys.
   *
   * @param keysOrFiles verifier keys, or files with one a line; a file may come to be later
   * @throws IllegalArgumentException when something with a plus sign is no verifier key
   */
  public Logs(List<String> keysOrFiles) {
    keysOrFiles.stream().filter(Logs::isKey).map(NoteKey::parse).forEach(this::learn);
    files = keysOrFiles.stream().filter(given -> !isKey(given)).map(Path::of).toList();
  }

  private static boolean isKey(String given) {
    return given.contains("+") && !Files.exists(Path.of(given));
  }

  private void learn(NoteKey key) {
    known.putIfAbsent(key.name(), key);
  }

  /** The key of the log with this origin; empty when it is not witnessed. */
  Optional<NoteKey> key(String origin) {
    if (!known.containsKey(origin)) {
      files.forEach(this::read);
    }
    return Optional.ofNullable(known.get(origin));
  }

  private void read(Path file) {
    if (!Files.isReadable(file)) {
      return;
    }
    try (Stream<String> lines = Files.lines(file)) {
      lines.filter(line -> !line.isBlank()).map(NoteKey::parse).forEach(this::learn);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalStateException("the keys in " + file + " cannot be read", e);
    }
  }
}
