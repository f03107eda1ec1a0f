package io.delega.audit.ledger;

import io.delega.keys.DataKey;
import io.delega.keys.DataKeys;
import io.delega.keys.KeyContext;
import io.delega.keys.WrappedKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Seals personal fields under a data key of the client they are about. */
@ApplicationScoped
public class PersonalKeys {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String FIELD = "personal";
  private static final String KNOWN =
      "SELECT agency, owner, wrapped FROM personal_key"
          + " JOIN unnest(?, ?) AS asked (agency, owner) USING (agency, owner)";

  private final DataKeys keys;

  PersonalKeys(DataKeys keys) {
    this.keys = keys;
  }

  private static KeyContext context(Owner owner) {
    return new KeyContext(owner.agency(), owner.id(), "data-key", 1);
  }

  /** The keys of those owners who have one. */
  public Map<Owner, WrappedKey> of(Connection connection, Collection<Owner> owners)
      throws SQLException {
    Map<Owner, WrappedKey> known = new HashMap<>();
    if (owners.isEmpty()) {
      return known;
    }
    try (PreparedStatement select = connection.prepareStatement(KNOWN)) {
      select.setArray(1, texts(connection, owners, Owner::agency));
      select.setArray(2, texts(connection, owners, Owner::id));
      try (ResultSet found = select.executeQuery()) {
        while (found.next()) {
          known.put(
              new Owner(found.getString(1), found.getString(2)),
              WrappedKey.parse(found.getString(3)));
        }
      }
    }
    return known;
  }

  private static Array texts(
      Connection connection, Collection<Owner> owners, Function<Owner, String> text)
      throws SQLException {
    return connection.createArrayOf("text", owners.stream().map(text).toArray());
  }

  /**
   * Seals for an owner, whose key is made when it has none; in the caller's transaction.
   *
   * @param known the keys that there are; a key that is made here joins them
   */
  public byte[] seal(
      Connection connection, Map<Owner, WrappedKey> known, Owner owner, String eventId, String text)
      throws SQLException {
    byte[] plain = text.getBytes(StandardCharsets.UTF_8);
    WrappedKey wrapped = known.get(owner);
    if (wrapped != null) {
      return keys.use(wrapped, context(owner), key -> key.seal(field(eventId), plain))
          .await()
          .atMost(PATIENCE);
    }
    Made made =
        keys.create(
                context(owner),
                created -> new Made(created.wrapped(), created.key().seal(field(eventId), plain)))
            .await()
            .atMost(PATIENCE);
    store(connection, owner, made.wrapped());
    known.put(owner, made.wrapped());
    return made.sealed();
  }

  private record Made(WrappedKey wrapped, byte[] sealed) {}

  /**
   * Opens what was sealed; empty when the key was destroyed.
   *
   * @param known the keys that there are
   * @param use gets the key, which it must not keep, and what was sealed
   */
  public <T> Optional<T> open(
      Map<Owner, WrappedKey> known,
      Owner owner,
      String eventId,
      byte[] sealed,
      BiFunction<DataKey, String, T> use) {
    return Optional.ofNullable(known.get(owner))
        .map(
            wrapped ->
                keys.use(
                        wrapped,
                        context(owner),
                        key -> use.apply(key, key.open(field(eventId), sealed).reveal()))
                    .await()
                    .atMost(PATIENCE));
  }

  private static String field(String eventId) {
    return FIELD + "/" + eventId;
  }

  private static void store(Connection connection, Owner owner, WrappedKey wrapped)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO personal_key (agency, owner, wrapped) VALUES (?, ?, ?)")) {
      insert.setString(1, owner.agency());
      insert.setString(2, owner.id());
      insert.setString(3, wrapped.toString());
      insert.executeUpdate();
    }
  }
}
