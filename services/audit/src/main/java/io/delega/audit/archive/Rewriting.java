package io.delega.audit.archive;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/** Writes what a bundle's leaves commit to anew, without some of it. */
@ApplicationScoped
public class Rewriting {
  private final DataSource database;
  private final Archive archive;
  private final Waste waste;

  Rewriting(DataSource database, Archive archive, Waste waste) {
    this.database = database;
    this.archive = archive;
    this.waste = waste;
  }

  /** A file that was written in place of another, and does not count yet. */
  public record Rewritten(long bundle, String before, String name, Digest digest) {}

  /** SHA-256 of a file. */
  public record Digest(byte[] bytes) {}

  /** Writes a bundle's file without these leaves. */
  public Rewritten without(long bundle, Set<Long> leaves) throws SQLException, IOException {
    ArchiveStore store =
        archive.store().orElseThrow(() -> new IOException("no archive is configured"));
    String before;
    byte[] content;
    try (Connection connection = database.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT content, content_digest FROM archived WHERE bundle = ?")) {
      select.setLong(1, bundle);
      try (ResultSet found = select.executeQuery()) {
        found.next();
        before = found.getString(1);
        List<Content> kept =
            archive.contents(before, found.getBytes(2)).values().stream()
                .filter(one -> !leaves.contains(one.leafIndex()))
                .sorted(Comparator.comparingLong(Content::leafIndex))
                .toList();
        content = Content.write(kept);
      }
    }
    String name = waste.newContent(bundle);
    Archiving.writeAndCompare(store, name, content);
    return new Rewritten(bundle, before, name, new Digest(Archive.sha256(content)));
  }

  /**
   * Lets it count, in the caller's transaction; the file before becomes waste. False when that was
   * replaced meanwhile.
   */
  public boolean take(Connection connection, Rewritten rewritten) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE archived SET content = ?, content_digest = ?"
                + " WHERE bundle = ? AND content = ?")) {
      update.setString(1, rewritten.name());
      update.setBytes(2, rewritten.digest().bytes());
      update.setLong(3, rewritten.bundle());
      update.setString(4, rewritten.before());
      if (update.executeUpdate() != 1) {
        return false;
      }
    }
    waste.isWaste(connection, rewritten.before());
    if (!waste.isNeeded(connection, rewritten.name())) {
      throw new SQLException("a file of the archive was too slow to be written");
    }
    return true;
  }
}
