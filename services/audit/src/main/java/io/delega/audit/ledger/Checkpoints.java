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

/**
 * Signs the tree's head. Nothing is signed that does not continue the last checkpoint: the tree is
 * checked against it before the first signature of a process.
 */
@ApplicationScoped
public class Checkpoints {
  private final DataSource database;
  private final CheckpointKey key;

  Checkpoints(DataSource database, CheckpointKey key) {
    this.database = database;
    this.key = key;
  }

  /** The stored tree is not a continuation of what was signed; nothing may be signed any more. */
  public static final class ForkException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ForkException(String message) {
      super(message);
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
   * Proves that the stored tree continues the last checkpoint, under the head's lock.
   *
   * @throws ForkException when it does not: a restored backup, or tampering
   */
  public void requireContinuation() throws SQLException {
    try (Connection connection = database.getConnection()) {
      Optional<String> note = last(connection);
      if (note.isEmpty()) {
        return;
      }
      Checkpoint signed;
      try {
        signed = Checkpoint.open(note.get(), key.signer().verifier());
      } catch (IllegalArgumentException e) {
        throw new ForkException("the last checkpoint is not signed by this ledger's key");
      }
      long size = size(connection);
      if (size < signed.size()) {
        throw new ForkException(
            "the tree has %d entries, but %d were signed".formatted(size, signed.size()));
      }
      byte[] root = new StoredTiles(connection).tree(signed.size()).root(signed.size());
      if (!MessageDigest.isEqual(root, signed.root())) {
        throw new ForkException(
            "the first %d entries are not those that were signed".formatted(signed.size()));
      }
    }
  }

  private static long size(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement("SELECT size FROM tree_head WHERE id = 1");
        ResultSet found = select.executeQuery()) {
      found.next();
      return found.getLong(1);
    }
  }

  /** Signs the head when the tree has grown; returns whether it did. */
  public boolean sign() throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try {
        boolean signed = sign(connection);
        connection.commit();
        return signed;
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    }
  }

  private boolean sign(Connection connection) throws SQLException {
    long size;
    try (PreparedStatement lock =
            connection.prepareStatement(
                "SELECT size, published_size FROM tree_head WHERE id = 1 FOR UPDATE");
        ResultSet head = lock.executeQuery()) {
      head.next();
      size = head.getLong(1);
      if (size == head.getLong(2) && (size > 0 || last(connection).isPresent())) {
        return false;
      }
    }
    byte[] root =
        size == 0 ? Hashes.emptyRoot() : new StoredTiles(connection).tree(size).root(size);
    String origin = key.signer().verifier().name();
    String note = SignedNote.sign(new Checkpoint(origin, size, root).text(), key.signer());
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
    return true;
  }
}
