package io.delega.audit.archive;

import io.delega.audit.ledger.Owner;
import io.delega.audit.ledger.PersonalKeys;
import io.delega.audit.ledger.StoredTiles;
import io.delega.keys.WrappedKey;
import io.delega.ledger.EntryBundle;
import io.delega.ledger.Hashes;
import io.delega.ledger.Tiles;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A whole bundle of entries, as it is in the database. */
final class Bundle {
  private static final String ROWS =
      "SELECT leaf_index, event_id, agency, event, personal, personal_owner, leaf, salt, digest,"
          + " digest_salt FROM entry WHERE leaf_index >= ? AND leaf_index < ? ORDER BY leaf_index";
  private static final String FORGOTTEN =
      "SELECT leaf_index, leaf FROM forgotten WHERE leaf_index >= ? AND leaf_index < ?";

  /** Of what an erasure or a retention could change. */
  private static final String FINGERPRINT =
      "SELECT md5(string_agg(md5(leaf_index || event || coalesce(encode(personal, 'hex'), '-')"
          + " || coalesce(digest_salt, '-')), '' ORDER BY leaf_index)) FROM ("
          + "SELECT * FROM entry WHERE leaf_index >= ? AND leaf_index < ?"
          + " ORDER BY leaf_index FOR UPDATE) AS locked";

  private final long number;
  private final List<Content> contents;
  private final byte[] entries;
  private final byte[] tile;
  private final String fingerprint;

  private Bundle(
      long number, List<Content> contents, byte[] entries, byte[] tile, String fingerprint) {
    this.number = number;
    this.contents = contents;
    this.entries = entries;
    this.tile = tile;
    this.fingerprint = fingerprint;
  }

  /** The rows are not those of the tree. */
  static final class Damaged extends Exception {
    private static final long serialVersionUID = 1;

    Damaged(String message) {
      super(message);
    }
  }

  private record Stored(
      long leafIndex,
      String eventId,
      String agency,
      String event,
      byte[] personal,
      String personalOwner,
      byte[] leaf,
      String salt,
      String digest,
      String digestSalt) {
    Owner owner() {
      return new Owner(agency, personalOwner);
    }
  }

  static Bundle read(Connection connection, long number, PersonalKeys personalKeys)
      throws SQLException, Damaged {
    String fingerprint = fingerprint(connection, number);
    List<Stored> rows = rows(connection, number);
    byte[] tile = new StoredTiles(connection).tile(0, number, Tiles.WIDTH);
    byte[] entries = EntryBundle.write(leaves(connection, number, rows, tile));
    Set<Owner> owners = new HashSet<>();
    rows.stream().filter(row -> row.personal() != null).map(Stored::owner).forEach(owners::add);
    Map<Owner, WrappedKey> keys = personalKeys.of(connection, owners);
    List<Content> contents = new ArrayList<>();
    for (Stored row : rows) {
      contents.add(content(connection, row, keys, personalKeys));
    }
    return new Bundle(number, contents, entries, tile, fingerprint);
  }

  private static List<Stored> rows(Connection connection, long number) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(ROWS)) {
      range(select, number);
      List<Stored> rows = new ArrayList<>();
      try (ResultSet found = select.executeQuery()) {
        while (found.next()) {
          rows.add(
              new Stored(
                  found.getLong(1),
                  found.getString(2),
                  found.getString(3),
                  found.getString(4),
                  found.getBytes(5),
                  found.getString(6),
                  found.getBytes(7),
                  found.getString(8),
                  found.getString(9),
                  found.getString(10)));
        }
      }
      return rows;
    }
  }

  private static void range(PreparedStatement statement, long number) throws SQLException {
    statement.setLong(1, number * Tiles.WIDTH);
    statement.setLong(2, (number + 1) * Tiles.WIDTH);
  }

  /** All leaves, those of forgotten entries too; each must be the one in the tree. */
  private static List<byte[]> leaves(
      Connection connection, long number, List<Stored> rows, byte[] tile)
      throws SQLException, Damaged {
    Map<Long, byte[]> leaves = new TreeMap<>();
    rows.forEach(row -> leaves.put(row.leafIndex(), row.leaf()));
    try (PreparedStatement select = connection.prepareStatement(FORGOTTEN)) {
      range(select, number);
      try (ResultSet found = select.executeQuery()) {
        while (found.next()) {
          leaves.put(found.getLong(1), found.getBytes(2));
        }
      }
    }
    if (leaves.size() != Tiles.WIDTH) {
      throw new Damaged("bundle %d has %d leaves".formatted(number, leaves.size()));
    }
    int at = 0;
    for (Map.Entry<Long, byte[]> leaf : leaves.entrySet()) {
      byte[] hash = Arrays.copyOfRange(tile, at, at + Hashes.LENGTH);
      if (leaf.getValue() == null || !Arrays.equals(Hashes.leaf(leaf.getValue()), hash)) {
        throw new Damaged("entry %d is not the one in the tree".formatted(leaf.getKey()));
      }
      at += Hashes.LENGTH;
    }
    return List.copyOf(leaves.values());
  }

  /** Of a person whose key is destroyed nothing goes along that the key sealed, nor the salt. */
  private static Content content(
      Connection connection, Stored row, Map<Owner, WrappedKey> keys, PersonalKeys personalKeys)
      throws SQLException {
    boolean owned = row.personalOwner() != null;
    boolean opens = row.personal() != null && keys.containsKey(row.owner());
    return new Content(
        row.leafIndex(),
        row.event(),
        opens ? row.personal() : null,
        row.leaf(),
        row.salt(),
        row.digest(),
        owned ? null : row.digestSalt(),
        opens
            ? personalKeys.seal(
                connection, keys, row.owner(), Content.saltOf(row.eventId()), row.digestSalt())
            : null);
  }

  private static String fingerprint(Connection connection, long number) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(FINGERPRINT)) {
      range(select, number);
      try (ResultSet found = select.executeQuery()) {
        found.next();
        return String.valueOf(found.getString(1));
      }
    }
  }

  /** Whether the rows are what was read; from now on nobody else changes them. */
  boolean isUnchanged(Connection connection) throws SQLException {
    return fingerprint(connection, number).equals(fingerprint);
  }

  /** Clears what the files hold. */
  void clear(Connection connection) throws SQLException {
    try (PreparedStatement update =
            connection.prepareStatement(
                "UPDATE entry SET event = NULL, personal = NULL, leaf = NULL, salt = NULL,"
                    + " digest = NULL, digest_salt = NULL"
                    + " WHERE leaf_index >= ? AND leaf_index < ?");
        PreparedStatement forgotten =
            connection.prepareStatement(
                "UPDATE forgotten SET leaf = NULL WHERE leaf_index >= ? AND leaf_index < ?")) {
      range(update, number);
      update.executeUpdate();
      range(forgotten, number);
      forgotten.executeUpdate();
    }
  }

  long number() {
    return number;
  }

  List<Content> contents() {
    return contents;
  }

  byte[] entries() {
    return entries;
  }

  byte[] tile() {
    return tile;
  }
}
