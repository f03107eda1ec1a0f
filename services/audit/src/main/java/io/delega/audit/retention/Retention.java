package io.delega.audit.retention;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.delega.api.Version;
import io.delega.audit.OwnFacts;
import io.delega.audit.Transaction;
import io.delega.contracts.Actor;
import io.delega.contracts.AuditEvent;
import io.delega.contracts.Event;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Objects;
import javax.sql.DataSource;

/** For how many days each agency's entries are kept. */
@ApplicationScoped
class Retention {
  private final DataSource database;
  private final OwnFacts facts;
  private final Clock clock;

  Retention(DataSource database, OwnFacts facts, Clock clock) {
    this.database = database;
    this.facts = facts;
    this.clock = clock;
  }

  /**
   * An agency's choice.
   *
   * @param days null: for ever
   * @param keptFrom the agency's number that its view begins with
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Kept(Integer days, long keptFrom, long version) {}

  Kept of(String agency) throws SQLException {
    try (Connection connection = database.getConnection()) {
      return of(connection, agency);
    }
  }

  private static Kept of(Connection connection, String agency) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT r.days, coalesce(h.kept_from, 0), coalesce(r.version, 0)"
                + " FROM (SELECT ?::text AS agency) a LEFT JOIN retention r USING (agency)"
                + " LEFT JOIN agency_head h USING (agency)")) {
      select.setString(1, agency);
      try (ResultSet found = select.executeQuery()) {
        found.next();
        return new Kept(found.getObject(1, Integer.class), found.getLong(2), found.getLong(3));
      }
    }
  }

  /** Sets it; 412 when it was changed meanwhile. What is no change is no fact. */
  Kept set(String agency, Integer days, String ifMatch, Actor actor) throws SQLException {
    return Transaction.in(
        database,
        connection -> {
          lock(connection, agency);
          Kept before = of(connection, agency);
          Version.require(ifMatch, before.version());
          if (Objects.equals(before.days(), days)) {
            return before;
          }
          store(connection, agency, days);
          facts.add(
              connection,
              Event.of(
                  "audit",
                  "audit/" + agency,
                  agency,
                  actor,
                  before.version() + 1,
                  new AuditEvent.RetentionChanged(days, before.days()),
                  clock));
          return of(connection, agency);
        });
  }

  private static void lock(Connection connection, String agency) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement(
            "INSERT INTO retention (agency, days, version) VALUES (?, NULL, 0)"
                + " ON CONFLICT (agency) DO UPDATE SET version = retention.version")) {
      lock.setString(1, agency);
      lock.executeUpdate();
    }
  }

  private static void store(Connection connection, String agency, Integer days)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE retention SET days = ?, version = version + 1 WHERE agency = ?")) {
      update.setObject(1, days, java.sql.Types.INTEGER);
      update.setString(2, agency);
      update.executeUpdate();
    }
  }
}
