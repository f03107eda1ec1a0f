package io.delega.witness;

import io.delega.ledger.AddCheckpoint;
import io.delega.ledger.Checkpoint;
import io.delega.ledger.Hashes;
import io.delega.ledger.NoteKey;
import io.delega.ledger.Proofs;
import io.delega.ledger.SignedNote;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Optional;

/**
 * Cosigns a log's checkpoint when it continues the one cosigned before (C2SP tlog-witness). One
 * request at a time: comparing with the last checkpoint and keeping the new one are one step.
 */
public final class Witness {
  private final NoteKey.Signer signer;
  private final Logs logs;
  private final Store store;
  private final Clock clock;

  /** What is answered; the body of 200 is signature lines, that of 409 a size. */
  public record Answer(int status, String contentType, String body) {
    private static Answer refused(int status, String why) {
      return new Answer(status, "text/plain; charset=utf-8", why + "\n");
    }
  }

  /**
   * A witness with its key and what it saw before.
   *
   * @param folder where the last checkpoints are kept
   */
  public Witness(NoteKey.Signer signer, Logs logs, Path folder, Clock clock) throws IOException {
    if (signer.verifier().kind() != NoteKey.Kind.COSIGNATURE) {
      throw new IllegalArgumentException("not a key that cosigns");
    }
    this.signer = signer;
    this.logs = logs;
    this.store = new Store(folder, signer.verifier());
    this.clock = clock;
  }

  /** The verifier key. */
  public NoteKey key() {
    return signer.verifier();
  }

  /** The last cosigned checkpoint of a log, by the hash of its origin. */
  public Optional<String> last(String originHash) {
    return store.note(originHash);
  }

  /** Answers a request to cosign a checkpoint; {@link IOException} when it cannot be kept. */
  public synchronized Answer add(String body) throws IOException {
    AddCheckpoint request;
    SignedNote note;
    Checkpoint checkpoint;
    try {
      request = AddCheckpoint.parse(body);
      note = SignedNote.parse(request.note());
      checkpoint = Checkpoint.read(note);
    } catch (IllegalArgumentException e) {
      return Answer.refused(400, "the request is malformed: " + e.getMessage());
    }
    Optional<NoteKey> log = logs.key(checkpoint.origin());
    if (log.isEmpty()) {
      return Answer.refused(404, "this log is not witnessed here");
    }
    if (!note.verifiedBy(log.get())) {
      return Answer.refused(403, "the checkpoint is not signed by the key of this log");
    }
    return add(request, note, checkpoint, log.get());
  }

  private Answer add(AddCheckpoint request, SignedNote note, Checkpoint checkpoint, NoteKey log)
      throws IOException {
    if (request.oldSize() > checkpoint.size()) {
      return Answer.refused(400, "the old size is beyond the checkpoint");
    }
    Optional<Checkpoint> last = store.last(checkpoint.origin());
    long size = last.map(Checkpoint::size).orElse(0L);
    if (request.oldSize() != size) {
      return new Answer(409, "text/x.tlog.size", size + "\n");
    }
    byte[] root = last.map(Checkpoint::root).orElse(Hashes.emptyRoot());
    if (!continues(size, root, checkpoint, request)) {
      return Answer.refused(
          422,
          "the checkpoint of %d entries is not proven to continue the one of %d cosigned before"
              .formatted(checkpoint.size(), size));
    }
    String line = SignedNote.cosign(note.text(), signer, clock.instant());
    store.put(checkpoint.origin(), note.text() + "\n" + note.lines(log) + line);
    return new Answer(200, "text/plain; charset=utf-8", line);
  }

  private static boolean continues(
      long size, byte[] root, Checkpoint checkpoint, AddCheckpoint request) {
    if (checkpoint.size() == 0 && !MessageDigest.isEqual(checkpoint.root(), Hashes.emptyRoot())) {
      return false;
    }
    return size == 0
        ? request.proof().isEmpty()
        : Proofs.consistency(size, checkpoint.size(), root, checkpoint.root(), request.proof());
  }
}
