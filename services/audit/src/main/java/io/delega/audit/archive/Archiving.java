package io.delega.audit.archive;

import io.delega.audit.AuditConfig;
import io.delega.audit.Transaction;
import io.delega.audit.archive.Bundle.Damaged;
import io.delega.audit.ledger.PersonalKeys;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Moves old entries to the archive, a bundle at a time. Files are written and read back first; then
 * one transaction says that they count, and clears what they hold from the database, if nobody has
 * changed it meanwhile. Whatever stops in between leaves the bundle where it was.
 */
@ApplicationScoped
public class Archiving {
  private static final Logger LOG = Logger.getLogger(Archiving.class);
  private static final String DUE =
      "SELECT h.next FROM archive_head h, tree_head t, stream_cursor s"
          + " WHERE (h.next + 1) * 256 <= least(t.published_size, s.next)"
          + " AND NOT EXISTS (SELECT 1 FROM entry WHERE leaf_index >= h.next * 256"
          + " AND leaf_index < (h.next + 1) * 256 AND time >= ?)";

  private final AuditConfig config;
  private final DataSource database;
  private final Archive archive;
  private final PersonalKeys personalKeys;
  private final Waste waste;
  private final Clock clock;

  Archiving(
      AuditConfig config,
      DataSource database,
      Archive archive,
      PersonalKeys personalKeys,
      Waste waste,
      Clock clock) {
    this.config = config;
    this.database = database;
    this.archive = archive;
    this.personalKeys = personalKeys;
    this.waste = waste;
    this.clock = clock;
  }

  /** Moves the next bundle, if one is due; whether there may be more. */
  public boolean next() throws SQLException, IOException {
    if (archive.store().isEmpty()) {
      return false;
    }
    ArchiveStore store = archive.store().get();
    Bundle bundle;
    try (Connection connection = database.getConnection()) {
      OptionalLong due = due(connection);
      if (due.isEmpty()) {
        return false;
      }
      bundle = Bundle.read(connection, due.getAsLong(), personalKeys);
    } catch (Damaged e) {
      LOG.errorf("Nothing is archived any more: %s", e.getMessage());
      return false;
    }
    String name = waste.newContent(bundle.number());
    byte[] content = Content.write(bundle.contents());
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(Archive.entriesName(bundle.number()), bundle.entries());
    files.put(Archive.tileName(bundle.number()), bundle.tile());
    files.put(name, content);
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      writeAndCompare(store, file.getKey(), file.getValue());
    }
    return commit(bundle, name, Archive.sha256(content));
  }

  static void writeAndCompare(ArchiveStore store, String name, byte[] content) throws IOException {
    store.write(name, content);
    if (!Arrays.equals(store.read(name), content)) {
      throw new IOException("the archive does not keep what is written there: " + name);
    }
  }

  private OptionalLong due(Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(DUE)) {
      select.setTimestamp(1, Timestamp.from(clock.instant().minus(config.archive().after())));
      try (ResultSet found = select.executeQuery()) {
        return found.next() ? OptionalLong.of(found.getLong(1)) : OptionalLong.empty();
      }
    }
  }

  private boolean commit(Bundle bundle, String name, byte[] digest) throws SQLException {
    return Transaction.in(
        database,
        connection -> {
          if (isNext(connection, bundle)
              && bundle.isUnchanged(connection)
              && waste.isNeeded(connection, name)) {
            store(connection, bundle, name, digest);
            bundle.clear(connection);
            advance(connection, bundle.number() + 1);
          }
          // What was not taken is waste; what another replica did first is no reason to stop.
          return true;
        });
  }

  private static boolean isNext(Connection connection, Bundle bundle) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement(
            "SELECT next FROM archive_head WHERE id = 1 AND next = ? FOR UPDATE")) {
      lock.setLong(1, bundle.number());
      try (ResultSet found = lock.executeQuery()) {
        return found.next();
      }
    }
  }

  private static void store(Connection connection, Bundle bundle, String name, byte[] digest)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO archived (bundle, entries_digest, content, content_digest)"
                + " VALUES (?, ?, ?, ?)")) {
      insert.setLong(1, bundle.number());
      insert.setBytes(2, Archive.sha256(bundle.entries()));
      insert.setString(3, name);
      insert.setBytes(4, digest);
      insert.executeUpdate();
    }
  }

  private static void advance(Connection connection, long next) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE archive_head SET next = ? WHERE id = 1")) {
      update.setLong(1, next);
      update.executeUpdate();
    }
  }
}
