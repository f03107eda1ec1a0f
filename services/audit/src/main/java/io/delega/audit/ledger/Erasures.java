package io.delega.audit.ledger;

import io.delega.contracts.Ids;
import io.delega.keys.DataKeys;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Destroys what is personal about a client who has left. With the key everything that it sealed is
 * lost at once, in the transaction that takes the client's leaving into the ledger; what it sealed
 * and the salts of its digests, by which they could be guessed at, follow ({@link ErasureWork}).
 * The leaves stay as they are.
 */
@ApplicationScoped
class Erasures {
  private static final String LEFT = "client.offboarded";
  private static final String ERASED = "audit.erased";

  private final DataKeys keys;
  private final Clock clock;

  Erasures(DataKeys keys, Clock clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /** Those of whom nothing is kept any more. */
  Set<Owner> gone(Connection connection, Collection<Fact> facts) throws SQLException {
    String[] agencies = facts.stream().map(Fact::agency).distinct().toArray(String[]::new);
    Set<Owner> named = new HashSet<>();
    facts.stream().filter(fact -> fact.personal() != null).map(Owner::of).forEach(named::add);
    if (named.isEmpty()) {
      return Set.of();
    }
    Set<Owner> gone = new HashSet<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT agency, owner FROM erasure WHERE agency = ANY (?) AND owner = ANY (?)")) {
      select.setArray(1, connection.createArrayOf("text", agencies));
      select.setArray(2, connection.createArrayOf("text", named.stream().map(Owner::id).toArray()));
      try (ResultSet found = select.executeQuery()) {
        while (found.next()) {
          gone.add(new Owner(found.getString(1), found.getString(2)));
        }
      }
    }
    return gone;
  }

  /** Carries out what the facts, just appended, mean for what is kept. */
  void take(Connection connection, List<Fact> facts) throws SQLException {
    for (Fact fact : facts) {
      if (LEFT.equals(fact.type()) && fact.field("client") != null) {
        erase(connection, fact);
      } else if (ERASED.equals(fact.type())) {
        logged(connection, fact);
      }
    }
  }

  private void erase(Connection connection, Fact fact) throws SQLException {
    Owner owner = Owner.of(fact);
    try (PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO erasure (agency, owner, event_id, actor_kind, actor_id, at)"
                    + " VALUES (?, ?, ?, ?, ?, now()) ON CONFLICT DO NOTHING");
        PreparedStatement destroy =
            connection.prepareStatement(
                "DELETE FROM personal_key WHERE agency = ? AND owner = ?")) {
      insert.setString(1, owner.agency());
      insert.setString(2, owner.id());
      insert.setString(3, Ids.next(Ids.EVENT, clock));
      insert.setString(4, fact.event().path("actorkind").asText());
      insert.setString(5, fact.event().path("actorid").asText());
      insert.executeUpdate();
      destroy.setString(1, owner.agency());
      destroy.setString(2, owner.id());
      destroy.executeUpdate();
    }
    keys.evict(owner.id());
  }

  private static void logged(Connection connection, Fact fact) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE erasure SET logged = true WHERE event_id = ?")) {
      update.setString(1, fact.id());
      update.executeUpdate();
    }
  }
}
