package io.delega.audit.retention;

import io.delega.audit.OwnFacts;
import io.delega.audit.Transaction;
import io.delega.audit.archive.Rewriting;
import io.delega.audit.archive.Rewriting.Rewritten;
import io.delega.contracts.Actor;
import io.delega.contracts.AuditEvent;
import io.delega.contracts.Event;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * Forgets what is older than its agency wants it kept, the oldest first and a piece at a time: in
 * the database, in the archive and in the search. The leaves stay, so that every proof of another
 * entry, and the tree, are what they were.
 */
@ApplicationScoped
public class Forgetting {
  private final DataSource database;
  private final Holds holds;
  private final Rewriting rewriting;
  private final OwnFacts facts;
  private final Clock clock;

  Forgetting(DataSource database, Holds holds, Rewriting rewriting, OwnFacts facts, Clock clock) {
    this.database = database;
    this.holds = holds;
    this.rewriting = rewriting;
    this.facts = facts;
    this.clock = clock;
  }

  /** Forgets the next piece of each agency; whether there was one. */
  public boolean next() throws SQLException, IOException {
    boolean any = false;
    for (var agency : agencies().entrySet()) {
      any |= next(agency.getKey(), agency.getValue());
    }
    return any;
  }

  private SortedMap<String, Integer> agencies() throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT agency, days FROM retention WHERE days IS NOT NULL");
        ResultSet found = select.executeQuery()) {
      SortedMap<String, Integer> agencies = new TreeMap<>();
      while (found.next()) {
        agencies.put(found.getString(1), found.getInt(2));
      }
      return agencies;
    }
  }

  private boolean next(String agency, int days) throws SQLException, IOException {
    Instant before = clock.instant().minus(Duration.ofDays(days));
    Due due = Transaction.in(database, connection -> due(connection, agency, before));
    if (due.isEmpty()) {
      return false;
    }
    Optional<Rewritten> rewritten =
        due.archived()
            ? Optional.of(rewriting.without(due.bundle(), new HashSet<>(due.leaves())))
            : Optional.empty();
    return Transaction.in(
        database, connection -> forget(connection, agency, days, before, due, rewritten));
  }

  private Due due(Connection connection, String agency, Instant before) throws SQLException {
    return Due.of(connection, agency, before, holds.of(connection, agency));
  }

  /** Under locks all is looked at again: what was set, held or archived meanwhile counts. */
  private boolean forget(
      Connection connection,
      String agency,
      int days,
      Instant before,
      Due due,
      Optional<Rewritten> rewritten)
      throws SQLException {
    Holds.lock(connection, agency);
    if (!stillWanted(connection, agency, days) || !due.equals(due(connection, agency, before))) {
      return true;
    }
    if (rewritten.isPresent() && !rewriting.take(connection, rewritten.get())) {
      return true;
    }
    if (move(connection, agency, due) != due.leaves().size()) {
      throw new SQLException("entries were archived while they were to be forgotten");
    }
    keepFrom(connection, agency, due.to());
    facts.add(
        connection,
        Event.of(
            "audit",
            "audit/" + agency,
            agency,
            Actor.service("audit"),
            0,
            new AuditEvent.RetentionApplied(days, due.to(), due.leaves().size()),
            clock));
    return true;
  }

  private static boolean stillWanted(Connection connection, String agency, int days)
      throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement(
            "SELECT 1 FROM retention WHERE agency = ? AND days = ? FOR UPDATE")) {
      lock.setString(1, agency);
      lock.setInt(2, days);
      try (ResultSet found = lock.executeQuery()) {
        return found.next();
      }
    }
  }

  private static int move(Connection connection, String agency, Due due) throws SQLException {
    try (PreparedStatement move =
        connection.prepareStatement(
            "WITH gone AS (DELETE FROM entry WHERE agency = ? AND agency_sequence >= ?"
                + " AND agency_sequence < ? AND (event IS NULL) = ?"
                + " RETURNING leaf_index, event_id, agency, agency_sequence, leaf)"
                + " INSERT INTO forgotten (leaf_index, event_id, agency, agency_sequence, leaf)"
                + " SELECT * FROM gone")) {
      move.setString(1, agency);
      move.setLong(2, due.from());
      move.setLong(3, due.to());
      move.setBoolean(4, due.archived());
      return move.executeUpdate();
    }
  }

  private static void keepFrom(Connection connection, String agency, long number)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE agency_head SET kept_from = ? WHERE agency = ?")) {
      update.setLong(1, number);
      update.setString(2, agency);
      update.executeUpdate();
    }
  }
}
