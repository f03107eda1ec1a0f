package io.delega.audit.retention;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.delega.api.ProblemException;
import io.delega.api.Version;
import io.delega.audit.OwnFacts;
import io.delega.audit.Transaction;
import io.delega.audit.ledger.Owner;
import io.delega.audit.ledger.PersonalKeys;
import io.delega.contracts.Actor;
import io.delega.contracts.AuditEvent;
import io.delega.contracts.Event;
import io.delega.keys.WrappedKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/** Each agency's holds. Why one was placed may name somebody, so it is sealed. */
@ApplicationScoped
class Holds {
  private static final int MOST = 100;
  private static final String THERE_ALREADY = "23505";
  private static final String COLUMNS = "name, reason, client, since, before, version";

  private final DataSource database;
  private final PersonalKeys personalKeys;
  private final OwnFacts facts;
  private final Clock clock;

  Holds(DataSource database, PersonalKeys personalKeys, OwnFacts facts, Clock clock) {
    this.database = database;
    this.personalKeys = personalKeys;
    this.facts = facts;
    this.clock = clock;
  }

  /** A hold; {@code client}, {@code from}, {@code to} are null where they do not narrow it. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Hold(String name, String reason, String client, Instant from, Instant to, long version) {

    /** Whether it covers an event. */
    boolean covers(String itsClient, Instant time) {
      return (client == null || client.equals(itsClient))
          && (from == null || !time.isBefore(from))
          && (to == null || time.isBefore(to));
    }
  }

  List<Hold> of(String agency) throws SQLException {
    try (Connection connection = database.getConnection()) {
      return of(connection, agency);
    }
  }

  List<Hold> of(Connection connection, String agency) throws SQLException {
    Map<Owner, WrappedKey> keys = personalKeys.of(connection, Set.of(owner(agency)));
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT " + COLUMNS + " FROM hold WHERE agency = ? ORDER BY name")) {
      select.setString(1, agency);
      List<Hold> holds = new ArrayList<>();
      try (ResultSet found = select.executeQuery()) {
        while (found.next()) {
          holds.add(hold(keys, agency, found));
        }
      }
      return holds;
    }
  }

  Optional<Hold> find(String agency, String name) throws SQLException {
    return of(agency).stream().filter(hold -> hold.name().equals(name)).findFirst();
  }

  private Hold hold(Map<Owner, WrappedKey> keys, String agency, ResultSet row) throws SQLException {
    String name = row.getString(1);
    return new Hold(
        name,
        personalKeys
            .open(keys, owner(agency), field(name), row.getBytes(2), (key, text) -> text)
            .orElse(null),
        row.getString(3),
        instant(row.getTimestamp(4)),
        instant(row.getTimestamp(5)),
        row.getLong(6));
  }

  /** The agency's own key: a hold is no client's. */
  private static Owner owner(String agency) {
    return Owner.agency(agency);
  }

  private static String field(String name) {
    return "hold/" + name;
  }

  private static Instant instant(Timestamp time) {
    return time == null ? null : time.toInstant();
  }

  private static Timestamp timestamp(Instant time) {
    return time == null ? null : Timestamp.from(time);
  }

  /** Places it, or changes what it covers; 412 when it was changed meanwhile. */
  Hold place(String agency, Hold hold, String ifMatch, Actor actor) throws SQLException {
    try {
      return placed(agency, hold, ifMatch, actor);
    } catch (SQLException e) {
      if (!THERE_ALREADY.equals(e.getSQLState())) {
        throw e;
      }
      // Whoever takes facts in made the agency's key in this very moment.
      return placed(agency, hold, ifMatch, actor);
    }
  }

  private Hold placed(String agency, Hold hold, String ifMatch, Actor actor) throws SQLException {
    return Transaction.in(
        database,
        connection -> {
          lock(connection, agency);
          List<Hold> all = of(connection, agency);
          long version = version(all, hold.name());
          Version.require(ifMatch, version);
          if (version == 0 && all.size() >= MOST) {
            throw new ProblemException(
                409, "too_many_holds", "An agency has at most " + MOST + " holds.");
          }
          Hold placed =
              new Hold(
                  hold.name(), hold.reason(), hold.client(), hold.from(), hold.to(), version + 1);
          store(connection, agency, placed);
          facts.add(
              connection,
              fact(
                  agency,
                  actor,
                  placed.version(),
                  new AuditEvent.HoldPlaced(
                      placed.name(),
                      placed.client(),
                      placed.from(),
                      placed.to(),
                      new AuditEvent.Reason(placed.reason()))));
          return placed;
        });
  }

  /** Releases it; 404 when there is none. */
  void release(String agency, String name, String ifMatch, Actor actor) throws SQLException {
    Transaction.in(
        database,
        connection -> {
          lock(connection, agency);
          long version = version(of(connection, agency), name);
          if (version == 0) {
            throw ProblemException.notFound("hold");
          }
          Version.require(ifMatch, version);
          try (PreparedStatement delete =
              connection.prepareStatement("DELETE FROM hold WHERE agency = ? AND name = ?")) {
            delete.setString(1, agency);
            delete.setString(2, name);
            delete.executeUpdate();
          }
          facts.add(
              connection, fact(agency, actor, version + 1, new AuditEvent.HoldReleased(name)));
          return null;
        });
  }

  /** Whoever forgets waits, and then sees what is done here. */
  static void lock(Connection connection, String agency) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement("SELECT pg_advisory_xact_lock(hashtext('hold/' || ?))")) {
      lock.setString(1, agency);
      lock.executeQuery().close();
    }
  }

  private static long version(List<Hold> holds, String name) {
    return holds.stream()
        .filter(hold -> hold.name().equals(name))
        .mapToLong(Hold::version)
        .findFirst()
        .orElse(0);
  }

  private void store(Connection connection, String agency, Hold hold) throws SQLException {
    Owner owner = owner(agency);
    byte[] reason =
        personalKeys.seal(
            connection,
            personalKeys.of(connection, Set.of(owner)),
            owner,
            field(hold.name()),
            hold.reason());
    try (PreparedStatement upsert =
        connection.prepareStatement(
            "INSERT INTO hold (agency, name, reason, client, since, before, version)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (agency, name) DO UPDATE SET"
                + " reason = excluded.reason, client = excluded.client, since = excluded.since,"
                + " before = excluded.before, version = excluded.version")) {
      upsert.setString(1, agency);
      upsert.setString(2, hold.name());
      upsert.setBytes(3, reason);
      upsert.setString(4, hold.client());
      upsert.setTimestamp(5, timestamp(hold.from()));
      upsert.setTimestamp(6, timestamp(hold.to()));
      upsert.setLong(7, hold.version());
      upsert.executeUpdate();
    }
  }

  private Event<?> fact(String agency, Actor actor, long version, AuditEvent data) {
    return Event.of("audit", "audit/" + agency, agency, actor, version, data, clock);
  }
}
