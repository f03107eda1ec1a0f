package io.delega.audit.witness;

import io.delega.audit.ledger.StoredTiles;
import io.delega.ledger.AddCheckpoint;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/** Published checkpoints as witnesses get them, and the cosignatures below them. */
@ApplicationScoped
class Cosignatures {
  /** One line of each witness, whichever replica asked. */
  private static final String ADD =
      "UPDATE checkpoint SET cosignatures = cosignatures || ?, cosigned = cosigned + 1"
          + " WHERE size = ? AND position(? IN cosignatures) = 0";

  private final DataSource database;

  Cosignatures(DataSource database) {
    this.database = database;
  }

  /** A published checkpoint, without cosignatures. */
  record Published(long size, String note) {}

  /** The newest one; empty before the first. */
  Optional<Published> newest() throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1");
        ResultSet found = select.executeQuery()) {
      return found.next()
          ? Optional.of(new Published(found.getLong(1), found.getString(2)))
          : Optional.empty();
    }
  }

  /** What asks a witness that cosigned {@code oldSize} entries last for this checkpoint. */
  AddCheckpoint request(long oldSize, Published checkpoint) throws SQLException {
    try (Connection connection = database.getConnection()) {
      return new AddCheckpoint(
          oldSize,
          new StoredTiles(connection)
              .tree(checkpoint.size())
              .consistency(oldSize, checkpoint.size()),
          checkpoint.note());
    }
  }

  /** Keeps the lines of a witness below the checkpoint of this size. */
  void add(long size, String witness, String lines) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement update = connection.prepareStatement(ADD)) {
      update.setString(1, lines);
      update.setLong(2, size);
      update.setString(3, "\u2014 " + witness + " ");
      update.executeUpdate();
    }
  }
}
