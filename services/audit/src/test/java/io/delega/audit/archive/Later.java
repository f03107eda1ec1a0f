package io.delega.audit.archive;

import io.delega.audit.AuditConfig;
import io.delega.audit.ledger.PersonalKeys;
import jakarta.enterprise.context.Dependent;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;

/** What the upkeep would do when everything there is has become old. */
@Dependent
public class Later {
  private static final Clock LATER = Clock.offset(Clock.systemUTC(), Duration.ofDays(4_000));

  /** Later than anything that anybody stamped by {@link #LATER}. */
  private static final Clock EVEN_LATER = Clock.offset(LATER, Duration.ofDays(40_000));

  private final AuditConfig config;
  private final DataSource database;
  private final Archive archive;
  private final PersonalKeys personalKeys;

  Later(AuditConfig config, DataSource database, Archive archive, PersonalKeys personalKeys) {
    this.config = config;
    this.database = database;
    this.archive = archive;
    this.personalKeys = personalKeys;
  }

  /** The time that it is then. */
  public Clock clock() {
    return LATER;
  }

  Archiving archiving(Archive over) {
    return new Archiving(
        config,
        database,
        over,
        personalKeys,
        new Waste(database, over, Clock.systemUTC()),
        EVEN_LATER);
  }

  ArchiveStore store() {
    return archive.store().orElseThrow();
  }

  /** Archives every whole bundle. */
  public void archive() throws SQLException, IOException {
    Archiving archiving = archiving(archive);
    while (archiving.next()) {
      // Bundle after bundle.
    }
  }

  /** Deletes the files that nobody needs. */
  public void clearWaste() throws SQLException, IOException {
    new Waste(database, archive, LATER).clear();
  }

  public Rewriting rewriting() {
    return new Rewriting(database, archive, new Waste(database, archive, Clock.systemUTC()));
  }

  /** A number from the database. */
  public long number(String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      found.next();
      return found.getLong(1);
    }
  }
}
