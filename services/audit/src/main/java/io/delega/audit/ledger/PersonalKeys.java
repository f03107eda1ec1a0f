package io.delega.audit.ledger;

import io.delega.keys.DataKeys;
import io.delega.keys.KeyContext;
import io.delega.keys.WrappedKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** Seals personal fields under a data key of the client they are about. */
@ApplicationScoped
public class PersonalKeys {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String FIELD = "personal";

  private final DataKeys keys;

  PersonalKeys(DataKeys keys) {
    this.keys = keys;
  }

  private static KeyContext context(String agency, String owner) {
    return new KeyContext(agency, owner, "data-key", 1);
  }

  /** Seals for an owner, whose key is made when it has none; in the sequencer's transaction. */
  byte[] seal(Connection connection, String agency, String owner, String eventId, String text)
      throws SQLException {
    Optional<WrappedKey> known = find(connection, agency, owner);
    byte[] plain = text.getBytes(StandardCharsets.UTF_8);
    if (known.isPresent()) {
      return keys.use(
              known.get(), context(agency, owner), key -> key.seal(FIELD + "/" + eventId, plain))
          .await()
          .atMost(PATIENCE);
    }
    Made made =
        keys.create(
                context(agency, owner),
                created ->
                    new Made(created.wrapped(), created.key().seal(FIELD + "/" + eventId, plain)))
            .await()
            .atMost(PATIENCE);
    store(connection, agency, owner, made.wrapped());
    return made.sealed();
  }

  private record Made(WrappedKey wrapped, byte[] sealed) {}

  /** Opens what was sealed; empty when the key was destroyed. */
  public Optional<String> open(
      Connection connection, String agency, String owner, String eventId, byte[] sealed)
      throws SQLException {
    return find(connection, agency, owner)
        .map(
            wrapped ->
                keys.use(
                        wrapped,
                        context(agency, owner),
                        key -> key.open(FIELD + "/" + eventId, sealed).reveal())
                    .await()
                    .atMost(PATIENCE));
  }

  private static Optional<WrappedKey> find(Connection connection, String agency, String owner)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT wrapped FROM personal_key WHERE agency = ? AND owner = ?")) {
      select.setString(1, agency);
      select.setString(2, owner);
      try (ResultSet found = select.executeQuery()) {
        return found.next() ? Optional.of(WrappedKey.parse(found.getString(1))) : Optional.empty();
      }
    }
  }

  private static void store(Connection connection, String agency, String owner, WrappedKey wrapped)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO personal_key (agency, owner, wrapped) VALUES (?, ?, ?)")) {
      insert.setString(1, agency);
      insert.setString(2, owner);
      insert.setString(3, wrapped.toString());
      insert.executeUpdate();
    }
  }
}
