package io.delega.audit.ledger;

import io.delega.ledger.Checkpoint;
import io.delega.ledger.Hashes;
import io.delega.ledger.SignedNote;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Signs the tree's head. Nothing is signed that does not continue every checkpoint known here: the
 * database's last one, the {@link Anchor}'s, and what witnesses show. Once one is found that the
 * tree does not continue, nothing is signed until the process starts again and finds it mended.
 */
@ApplicationScoped
public class Checkpoints {
  private static final Logger LOG = Logger.getLogger(Checkpoints.class);

  private final DataSource database;
  private final CheckpointKey key;
  private final Anchor anchor;
  private volatile String refusal;

  Checkpoints(DataSource database, CheckpointKey key, Anchor anchor) {
    this.database = database;
    this.key = key;
    this.anchor = anchor;
  }

  /** Why nothing is signed any more, if so. */
  public Optional<String> refusal() {
    return Optional.ofNullable(refusal);
  }

  /** Nothing is signed from now on; the first reason stands. */
  public synchronized void refuse(String reason) {
    if (refusal == null) {
      LOG.errorf("The ledger refuses to go on: %s", reason);
      refusal = reason;
    }
  }

  /** The last signed checkpoint, if there is one. */
  public Optional<String> last() throws SQLException {
    try (Connection connection = database.getConnection()) {
      return last(connection);
    }
  }

  private static Optional<String> last(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement("SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1");
        ResultSet found = select.executeQuery()) {
      return found.next() ? Optional.of(found.getString(1)) : Optional.empty();
    }
  }

  /**
   * Proves that the stored tree continues the database's last checkpoint and the anchor's.
   *
   * @throws ForkException when it does not: a restored backup, or tampering
   */
  public void requireContinuation() throws SQLException {
    guarded(
        connection -> {
          long size = lockHead(connection).size();
          Optional<String> note = last(connection);
          if (note.isPresent()) {
            require(connection, size, opened(note.get()), "in the database");
          }
          Optional<Checkpoint> anchored = anchor.last();
          if (anchored.isPresent()) {
            require(connection, size, anchored.get(), "in " + anchor.where());
          } else {
            note.ifPresent(anchor::keep);
          }
          return null;
        });
  }

  /**
   * Proves that the stored tree continues a checkpoint of this ledger that somebody else shows.
   *
   * @param where who shows it, for the message
   * @throws ForkException when it does not
   */
  public void requireContinuation(Checkpoint shown, String where) throws SQLException {
    guarded(
        connection -> {
          require(connection, lockHead(connection).size(), shown, where);
          return null;
        });
  }

  private Checkpoint opened(String note) {
    try {
      return Checkpoint.open(note, key.signer().verifier());
    } catch (IllegalArgumentException e) {
      throw new ForkException(
          "the last checkpoint in the database is not signed by this ledger's key");
    }
  }

  private static void require(Connection connection, long size, Checkpoint signed, String where) {
    if (size < signed.size()) {
      throw new ForkException(
          "the tree has %d entries, but a checkpoint of %d was signed (%s): the database was put back, or entries were removed"
              .formatted(size, signed.size(), where));
    }
    byte[] root = root(new StoredTiles(connection), signed.size());
    if (!MessageDigest.isEqual(root, signed.root())) {
      throw new ForkException(
          "the first %d entries are not those whose checkpoint was signed (%s)"
              .formatted(signed.size(), where));
    }
  }

  private static byte[] root(StoredTiles tiles, long size) {
    return size == 0 ? Hashes.emptyRoot() : tiles.tree(size).root(size);
  }

  /**
   * Signs the head when the tree has grown; returns whether it did.
   *
   * @throws ForkException when the tree is not a continuation, from then on always
   */
  public boolean sign() throws SQLException {
    if (refusal != null) {
      throw new ForkException(refusal);
    }
    try {
      return inTransaction(this::sign);
    } catch (ForkException e) {
      // Whoever stood still with the lock in hand and lost it saw an old tree. It looks again.
      requireContinuation();
      throw new IllegalStateException("another replica signed meanwhile", e);
    }
  }

  private boolean sign(Connection connection) throws SQLException {
    Head head = lockHead(connection);
    long size = head.size();
    boolean published = size == head.published() && last(connection).isPresent();
    Optional<Checkpoint> before = anchor.last();
    if (before.isPresent() && !(published && before.get().size() == size)) {
      require(connection, size, before.get(), "in " + anchor.where());
    }
    if (published) {
      return false;
    }
    byte[] root = root(new StoredTiles(connection), size);
    String origin = key.signer().verifier().name();
    String note = SignedNote.sign(new Checkpoint(origin, size, root).text(), key.signer());
    anchor.keep(note);
    publish(connection, size, note);
    return true;
  }

  private static void publish(Connection connection, long size, String note) throws SQLException {
    try (PreparedStatement insert =
            connection.prepareStatement("INSERT INTO checkpoint (size, note) VALUES (?, ?)");
        PreparedStatement publish =
            connection.prepareStatement("UPDATE tree_head SET published_size = ? WHERE id = 1")) {
      insert.setLong(1, size);
      insert.setString(2, note);
      insert.executeUpdate();
      publish.setLong(1, size);
      publish.executeUpdate();
    }
  }

  private record Head(long size, long published) {}

  private static Head lockHead(Connection connection) throws SQLException {
    try (PreparedStatement lock =
            connection.prepareStatement(
                "SELECT size, published_size FROM tree_head WHERE id = 1 FOR UPDATE");
        ResultSet head = lock.executeQuery()) {
      head.next();
      return new Head(head.getLong(1), head.getLong(2));
    }
  }

  private interface Step<T> {
    T apply(Connection connection) throws SQLException;
  }

  private void guarded(Step<Void> check) throws SQLException {
    try {
      inTransaction(check);
    } catch (ForkException e) {
      refuse(e.getMessage());
      throw e;
    }
  }

  private <T> T inTransaction(Step<T> step) throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try {
        T result = step.apply(connection);
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    }
  }
}
