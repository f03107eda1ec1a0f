package io.delega.audit.witness;

import io.delega.audit.ledger.Checkpoints;
import io.delega.audit.ledger.ForkException;
import io.delega.audit.witness.Cosignatures.Published;
import io.delega.ledger.Checkpoint;
import io.delega.ledger.NoteKey;
import io.delega.ledger.SignedNote;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Asks one witness for cosignatures of the newest checkpoint, whenever there is a newer one than it
 * cosigned. A witness that is away is asked again; one that shows or says that the ledger does not
 * continue what it cosigned ends the signing.
 */
final class Asking implements Runnable {
  private static final Logger LOG = Logger.getLogger(Asking.class);
  private static final long IDLE_MILLIS = 100;
  private static final long BACK_OFF_MILLIS = 2_000;

  private final WitnessClient witness;
  private final Cosignatures cosignatures;
  private final Checkpoints checkpoints;
  private final NoteKey log;
  private volatile String state = "not asked yet";
  private volatile boolean answering;
  private volatile long cosigned;
  private volatile long newest;

  /** What the witness cosigned last; negative until it said so. */
  private long known = -1;

  Asking(WitnessClient witness, Cosignatures cosignatures, Checkpoints checkpoints, NoteKey log) {
    this.witness = witness;
    this.cosignatures = cosignatures;
    this.checkpoints = checkpoints;
    this.log = log;
  }

  String name() {
    return witness.name();
  }

  /** For the operator: what it cosigned last, or why it does not. */
  String state() {
    return state;
  }

  /** 1 while it answers, else 0. */
  double up() {
    return answering ? 1 : 0;
  }

  /** How many published entries it has not cosigned. */
  double behind() {
    return Math.max(0, newest - cosigned);
  }

  /**
   * Proves that the ledger continues what the witness shows; says nothing when it cannot be asked.
   *
   * @throws ForkException when it does not
   */
  synchronized void requireContinuation() throws SQLException, InterruptedException {
    try {
      learn();
    } catch (IOException e) {
      away(e);
    }
  }

  @Override
  public void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(step() ? 0 : IDLE_MILLIS);
      } catch (IOException e) {
        away(e);
        known = -1;
        pause();
      } catch (ForkException e) {
        checkpoints.refuse(e.getMessage());
        state = "it shows that the ledger was forked or put back";
        return;
      } catch (SQLException | RuntimeException e) {
        LOG.warnf("Witness %s is not asked now: %s", witness.name(), e);
        pause();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void away(IOException e) {
    String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    if (answering || state.equals("not asked yet")) {
      LOG.warnf("Witness %s does not answer: %s", witness.name(), why);
    }
    answering = false;
    state = "away: " + why;
  }

  private static void pause() {
    try {
      Thread.sleep(BACK_OFF_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks once if there is something to ask; whether it should be asked again at once. */
  private synchronized boolean step() throws IOException, InterruptedException, SQLException {
    if (known < 0) {
      learn();
    }
    // Read after what the witness said, which other replicas may have had cosigned.
    Optional<Published> published = cosignatures.newest();
    newest = published.map(Published::size).orElse(0L);
    if (known > newest) {
      // It cannot have seen what was never published.
      throw new ForkException(
          "witness %s cosigned a checkpoint of %d entries, but the last one here has %d: the database was put back, or entries were removed"
              .formatted(witness.name(), known, newest));
    }
    boolean due = published.isPresent() && (newest > cosigned || !answering);
    return due && checkpoints.refusal().isEmpty() && ask(published.get());
  }

  private void learn() throws IOException, InterruptedException, SQLException {
    Optional<SignedNote> last = witness.last(log.name());
    if (last.isEmpty()) {
      known = 0;
      return;
    }
    Checkpoint shown;
    try {
      shown = Checkpoint.open(last.get(), log);
    } catch (IllegalArgumentException e) {
      throw new IOException("the checkpoint that it shows is not signed by this ledger's key", e);
    }
    if (last.get().cosignedAt(witness.key()).isEmpty()) {
      throw new IOException("the checkpoint that it shows is not cosigned by its key");
    }
    checkpoints.requireContinuation(shown, "cosigned by witness " + witness.name());
    known = shown.size();
  }

  private boolean ask(Published checkpoint) throws IOException, InterruptedException, SQLException {
    WitnessAnswer answer = witness.add(cosignatures.request(known, checkpoint));
    if (answer instanceof WitnessAnswer.Cosigned its) {
      return keep(checkpoint, its.lines());
    }
    if (answer instanceof WitnessAnswer.OtherSize its) {
      known = its.size();
      return false;
    }
    if (answer instanceof WitnessAnswer.NotContinued its) {
      learn();
      throw new ForkException(
          "witness %s says of the checkpoint of %d entries: %s"
              .formatted(witness.name(), checkpoint.size(), its.said()));
    }
    WitnessAnswer.Refused its = (WitnessAnswer.Refused) answer;
    throw new IOException("it answers %d %s".formatted(its.status(), its.said()));
  }

  private boolean keep(Published checkpoint, String lines) throws IOException, SQLException {
    SignedNote cosignedNote;
    try {
      cosignedNote = SignedNote.parse(checkpoint.note() + lines);
    } catch (IllegalArgumentException e) {
      throw new IOException("its cosignature is malformed", e);
    }
    if (cosignedNote.cosignedAt(witness.key()).isEmpty()) {
      throw new IOException("its answer holds no cosignature of its key");
    }
    cosignatures.add(checkpoint.size(), witness.name(), cosignedNote.lines(witness.key()));
    known = checkpoint.size();
    cosigned = known;
    if (!answering) {
      LOG.infof("Witness %s cosigns", witness.name());
    }
    answering = true;
    state = "cosigned " + cosigned;
    return true;
  }
}
