package io.delega.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Where things are.
 *
 * @param sources the root of Delega's source tree
 * @param state data, logs and run-time files of this platform
 */
public record Home(Path sources, Path state) {
  private static final long LEAST_FREE_MEGABYTES = 700;

  /** As the launcher script says, by {@code -Ddelega.root} and {@code DELEGA_HOME}. */
  public static Home ofThisProcess() {
    Path sources = Path.of(System.getProperty("delega.root", ".")).toAbsolutePath().normalize();
    String state = System.getenv("DELEGA_HOME");
    return new Home(
        sources,
        state == null || state.isBlank()
            ? sources.resolve(".delega")
            : Path.of(state).toAbsolutePath().normalize());
  }

  /** What survives {@code down}. */
  public Path data() {
    return state.resolve("data");
  }

  public Path logs() {
    return state.resolve("logs");
  }

  /** What belongs to the running platform; readable by its owner only. */
  public Path run() {
    return state.resolve("run");
  }

  /** The key and the store of the witness. */
  public Path witness() {
    return data().resolve("witness");
  }

  /** The witness's verifier key. */
  public Path witnessKey() {
    return witness().resolve("key.pub");
  }

  /** The ledger's verifier key, where audit writes it. */
  public Path ledgerKey() {
    return data().resolve("keys").resolve("audit.json.checkpoint.pub");
  }

  public Path log(String child) {
    return logs().resolve(child + ".log");
  }

  /** Makes the folders, and refuses when there is no room to start. */
  public void prepare() {
    try {
      for (Path folder : new Path[] {state, data(), logs(), run(), run().resolve("processes")}) {
        Files.createDirectories(folder);
      }
      for (Path secret : new Path[] {data(), run()}) {
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rwx------"));
      }
      long free = Files.getFileStore(state).getUsableSpace() / (1024 * 1024);
      if (free < LEAST_FREE_MEGABYTES) {
        throw new Failure(
            "only %d MB are free on the disk of %s; %d MB are needed. Free some space, or point DELEGA_HOME to another disk"
                .formatted(free, state, LEAST_FREE_MEGABYTES));
      }
    } catch (IOException e) {
      throw new Failure(
          "the folder %s cannot be used (%s); point DELEGA_HOME to one that %s may write"
              .formatted(state, e.getMessage(), System.getProperty("user.name")));
    }
  }

  /** Replaces a file as a whole, readable by its owner only. */
  public static void writePrivately(Path file, String text) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(draft);
    Files.createFile(
        draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(draft, text, StandardCharsets.UTF_8);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
