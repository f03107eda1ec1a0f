package io.delega.audit.ledger;

import io.delega.ledger.Hashes;
import io.delega.ledger.Tiles;
import io.delega.ledger.Tree;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The tree's tiles in the database, read once each and kept for one transaction. Appending is only
 * for the holder of the head's lock.
 */
public final class StoredTiles {
  private final Connection connection;
  private final Map<Key, byte[]> loaded = new HashMap<>();
  private final Set<Key> changed = new LinkedHashSet<>();

  private record Key(int level, long index) {}

  /** Tiles over an open connection. */
  public StoredTiles(Connection connection) {
    this.connection = connection;
  }

  /** The tree of {@code size} leaves. */
  public Tree tree(long size) {
    return new Tree(
        Tiles.subtrees(
            (level, index, width) ->
                Arrays.copyOf(load(new Key(level, index)), width * Hashes.LENGTH),
            size));
  }

  /** A tile's first {@code width} hashes. */
  public byte[] tile(int level, long index, int width) {
    return Arrays.copyOf(load(new Key(level, index)), width * Hashes.LENGTH);
  }

  void append(long leafIndex, byte[] leafHash) throws SQLException {
    byte[] hash = leafHash;
    long index = leafIndex;
    for (int level = 0; hash != null; level++) {
      Key key = new Key(level, index / Tiles.WIDTH);
      byte[] grown = grow(load(key), (int) (index % Tiles.WIDTH), hash);
      loaded.put(key, grown);
      changed.add(key);
      boolean full = grown.length == Tiles.WIDTH * Hashes.LENGTH;
      hash = full ? Tiles.root(grown) : null;
      index = key.index();
    }
  }

  private static byte[] grow(byte[] tile, int offset, byte[] hash) {
    if (tile.length != offset * Hashes.LENGTH) {
      throw new IllegalStateException("a tile does not fit the tree's size");
    }
    byte[] grown = Arrays.copyOf(tile, tile.length + Hashes.LENGTH);
    System.arraycopy(hash, 0, grown, tile.length, Hashes.LENGTH);
    return grown;
  }

  void save() throws SQLException {
    try (PreparedStatement upsert =
        connection.prepareStatement(
            "INSERT INTO tile (level, idx, hashes) VALUES (?, ?, ?)"
                + " ON CONFLICT (level, idx) DO UPDATE SET hashes = excluded.hashes")) {
      for (Key key : changed) {
        upsert.setInt(1, key.level());
        upsert.setLong(2, key.index());
        upsert.setBytes(3, loaded.get(key));
        upsert.addBatch();
      }
      upsert.executeBatch();
    }
    changed.clear();
  }

  private byte[] load(Key key) {
    return loaded.computeIfAbsent(key, this::read);
  }

  private byte[] read(Key key) {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT hashes FROM tile WHERE level = ? AND idx = ?")) {
      select.setInt(1, key.level());
      select.setLong(2, key.index());
      try (ResultSet found = select.executeQuery()) {
        return found.next() ? found.getBytes(1) : new byte[0];
      }
    } catch (SQLException e) {
      throw new IllegalStateException("a tile cannot be read", e);
    }
  }
}
