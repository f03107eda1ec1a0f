package io.delega.audit.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delega.audit.Transaction;
import io.delega.keys.WrappedKey;
import io.delega.ledger.Hashes;
import io.delega.ledger.Opening;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Makes facts leaves of the tree: each event once, in one order, numbered without gaps per agency.
 * The head's row is locked for the transaction, so one sequencer at a time appends, however many
 * replicas there are. The transaction is the fence: who stands still with the lock in hand loses
 * both when the database ends the idle transaction, and nothing of it is ever seen.
 */
@ApplicationScoped
public class Sequencer {
  private static final String INSERT =
      "INSERT INTO entry (leaf_index, event_id, agency, agency_sequence, type, time, client,"
          + " connection, grant_id, assistant, operation, outcome, reason, call_id, event, personal,"
          + " personal_owner, leaf, salt, digest, digest_salt, words)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  private final DataSource database;
  private final PersonalKeys personalKeys;
  private final Erasures erasures;

  Sequencer(DataSource database, PersonalKeys personalKeys, Erasures erasures) {
    this.database = database;
    this.personalKeys = personalKeys;
    this.erasures = erasures;
  }

  /** Appends what is new among the facts, all or nothing; returns how many that were. */
  public int append(List<Fact> facts) throws SQLException {
    return Transaction.in(database, connection -> append(connection, facts));
  }

  private int append(Connection connection, List<Fact> facts) throws SQLException {
    long size = lockHead(connection);
    Map<String, Fact> fresh = new LinkedHashMap<>();
    facts.forEach(fact -> fresh.putIfAbsent(fact.id(), fact));
    known(connection, fresh.keySet()).forEach(fresh::remove);
    if (fresh.isEmpty()) {
      return 0;
    }
    Map<String, Long> numbers = numbers(connection, fresh.values());
    Set<Owner> gone = erasures.gone(connection, fresh.values());
    Map<Owner, WrappedKey> keys = personalKeys.of(connection, owners(fresh.values()));
    StoredTiles tiles = new StoredTiles(connection);
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (Fact fact : fresh.values()) {
        long number = numbers.merge(fact.agency(), 1L, Long::sum) - 1;
        Opening opening =
            Opening.of(
                fact.id(), fact.agency(), number, fact.timeText(), fact.type(), fact.event());
        byte[] leaf = opening.leaf();
        byte[] personal = gone.contains(Owner.of(fact)) ? null : sealed(connection, keys, fact);
        bind(insert, size, fact, opening, leaf, personal);
        tiles.append(size, Hashes.leaf(leaf));
        size++;
      }
      insert.executeBatch();
    }
    erasures.take(connection, List.copyOf(fresh.values()));
    tiles.save();
    storeNumbers(connection, numbers);
    storeSize(connection, size);
    return fresh.size();
  }

  private static long lockHead(Connection connection) throws SQLException {
    try (PreparedStatement lock =
            connection.prepareStatement("SELECT size FROM tree_head WHERE id = 1 FOR UPDATE");
        ResultSet head = lock.executeQuery()) {
      head.next();
      return head.getLong(1);
    }
  }

  private static Set<String> known(Connection connection, Set<String> ids) throws SQLException {
    Set<String> known = new HashSet<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT event_id FROM entry WHERE event_id = ANY (?)"
                + " UNION ALL SELECT event_id FROM forgotten WHERE event_id = ANY (?)")) {
      select.setArray(1, connection.createArrayOf("text", ids.toArray()));
      select.setArray(2, connection.createArrayOf("text", ids.toArray()));
      try (ResultSet found = select.executeQuery()) {
        while (found.next()) {
          known.add(found.getString(1));
        }
      }
    }
    return known;
  }

  private static Map<String, Long> numbers(Connection connection, Iterable<Fact> facts)
      throws SQLException {
    Map<String, Long> numbers = new HashMap<>();
    facts.forEach(fact -> numbers.put(fact.agency(), 0L));
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT agency, next FROM agency_head WHERE agency = ANY (?)")) {
      select.setArray(1, connection.createArrayOf("text", numbers.keySet().toArray()));
      try (ResultSet found = select.executeQuery()) {
        while (found.next()) {
          numbers.put(found.getString(1), found.getLong(2));
        }
      }
    }
    return numbers;
  }

  private static void storeNumbers(Connection connection, Map<String, Long> numbers)
      throws SQLException {
    try (PreparedStatement upsert =
        connection.prepareStatement(
            "INSERT INTO agency_head (agency, next) VALUES (?, ?)"
                + " ON CONFLICT (agency) DO UPDATE SET next = excluded.next")) {
      for (Map.Entry<String, Long> number : numbers.entrySet()) {
        upsert.setString(1, number.getKey());
        upsert.setLong(2, number.getValue());
        upsert.addBatch();
      }
      upsert.executeBatch();
    }
  }

  private static void storeSize(Connection connection, long size) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE tree_head SET size = ? WHERE id = 1")) {
      update.setLong(1, size);
      update.executeUpdate();
    }
  }

  /** Those of personal parts. */
  private static Set<Owner> owners(Collection<Fact> facts) {
    return facts.stream()
        .filter(fact -> fact.personal() != null)
        .map(Owner::of)
        .collect(Collectors.toSet());
  }

  private byte[] sealed(Connection connection, Map<Owner, WrappedKey> keys, Fact fact)
      throws SQLException {
    return fact.personal() == null
        ? null
        : personalKeys.seal(
            connection, keys, Owner.of(fact), fact.id(), fact.personal().toString());
  }

  private static void bind(
      PreparedStatement insert,
      long leafIndex,
      Fact fact,
      Opening opening,
      byte[] leaf,
      byte[] personal)
      throws SQLException {
    boolean owned = fact.personal() != null;
    int column = 1;
    insert.setLong(column++, leafIndex);
    insert.setString(column++, fact.id());
    insert.setString(column++, fact.agency());
    insert.setLong(column++, opening.agencySequence());
    insert.setString(column++, fact.type());
    insert.setTimestamp(column++, Timestamp.from(fact.time()));
    for (String field :
        List.of(
            "client",
            "connection",
            "grant",
            "assistant",
            "operation",
            "outcome",
            "reason",
            "callId")) {
      insert.setString(column++, fact.field(field));
    }
    ObjectNode event = fact.withoutPersonal();
    insert.setString(column++, event.toString());
    insert.setBytes(column++, personal);
    insert.setString(column++, owned ? Owner.of(fact).id() : null);
    insert.setBytes(column++, leaf);
    insert.setString(column++, opening.salt());
    insert.setString(column++, opening.digest());
    insert.setString(column++, owned && personal == null ? null : opening.digestSalt());
    insert.setObject(column, Words.of(fact.agency(), event));
    insert.addBatch();
  }
}
