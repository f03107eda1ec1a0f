package io.delega.audit.ledger;

import io.delega.audit.AuditConfig;
import io.delega.ledger.Checkpoint;
import io.delega.ledger.DurableFile;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The last checkpoint that this process signed, in its memory and in a file: a database that is put
 * back does not take this back. Written before the checkpoint can be seen anywhere, when the tree
 * that it signs is already durable.
 *
 * <p>Replicas may share the file. One that stood still may then put an older checkpoint there,
 * which guards a little less until the next is signed, and never forbids what is right.
 */
@ApplicationScoped
class Anchor {
  private final Path file;
  private final CheckpointKey key;
  private volatile Checkpoint signed;

  Anchor(AuditConfig config, CheckpointKey key) {
    this.file = config.anchorFile().toAbsolutePath();
    this.key = key;
  }

  /** Where it is kept, for messages. */
  String where() {
    return "the file " + file;
  }

  /**
   * The newest checkpoint known here; empty before the first.
   *
   * @throws ForkException when the file holds something else
   * @throws IllegalStateException when the file cannot be read
   */
  Optional<Checkpoint> last() {
    Checkpoint kept = read();
    Checkpoint remembered = signed;
    boolean older = kept == null || (remembered != null && kept.size() < remembered.size());
    return Optional.ofNullable(older ? remembered : kept);
  }

  private Checkpoint read() {
    try {
      return Files.exists(file)
          ? Checkpoint.open(Files.readString(file), key.signer().verifier())
          : null;
    } catch (IOException e) {
      throw new IllegalStateException(where() + " cannot be read", e);
    } catch (IllegalArgumentException e) {
      throw new ForkException(where() + " holds no checkpoint of this ledger's key");
    }
  }

  /** Keeps a signed checkpoint; on disk when this returns. */
  void keep(String note) {
    Checkpoint checkpoint = Checkpoint.open(note, key.signer().verifier());
    try {
      DurableFile.write(file, note, "rw-------");
    } catch (IOException e) {
      throw new IllegalStateException(where() + " cannot be written", e);
    }
    signed = checkpoint;
  }
}
