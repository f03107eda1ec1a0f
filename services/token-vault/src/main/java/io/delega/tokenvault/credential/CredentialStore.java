package io.delega.tokenvault.credential;

import io.delega.contracts.Actor;
import io.delega.contracts.Event;
import io.delega.contracts.Topic;
import io.delega.contracts.VaultEvent;
import io.delega.outbox.Outbox;
import io.delega.tokenvault.Database;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** The credential table and its anchors. A row that its anchor does not hold is not given out. */
@ApplicationScoped
public class CredentialStore {
  private static final Actor SELF = Actor.service("token-vault");

  /** One statement, so that a refresh that commits in between cannot look like tampering. */
  private static final String BOTH =
      "select c, a from CredentialRow c left join CredentialAnchor a on a.connection = c.connection"
          + " where c.connection = :id";

  private final Database database;
  private final Outbox outbox;
  private final Clock clock;

  @Inject
  CredentialStore(Database database, Outbox outbox, Clock clock) {
    this.database = database;
    this.outbox = outbox;
    this.clock = clock;
  }

  /** A copy of the row, checked against its anchor; empty when the connection has none. */
  public Uni<Optional<CredentialRow>> read(String connection) {
    return database.transaction(
        session ->
            session
                .createSelectionQuery(BOTH, Object[].class)
                .setParameter("id", connection)
                .getSingleResultOrNull()
                .map(CredentialStore::checked)
                .invoke(row -> row.ifPresent(session::detach)));
  }

  private static Optional<CredentialRow> checked(Object[] both) {
    if (both == null) {
      return Optional.empty();
    }
    CredentialRow row = (CredentialRow) both[0];
    check((CredentialAnchor) both[1], row);
    return Optional.of(row);
  }

  /**
   * A copy of the row that a new credential is to follow. Where its anchor does not hold it, it
   * tells only the place that comes after it and the anchor: none of its tokens goes on.
   */
  public Uni<Optional<CredentialRow>> readPredecessor(String connection) {
    return database.transaction(
        session ->
            session
                .createSelectionQuery(BOTH, Object[].class)
                .setParameter("id", connection)
                .getSingleResultOrNull()
                .map(
                    both -> {
                      if (both == null) {
                        return Optional.<CredentialRow>empty();
                      }
                      CredentialRow row = (CredentialRow) both[0];
                      session.detach(row);
                      return Optional.of(predecessor(row, (CredentialAnchor) both[1]));
                    }));
  }

  /** The same row, locked until the transaction ends. */
  public Uni<Optional<CredentialRow>> lockPredecessor(Mutiny.Session session, String connection) {
    return session
        .find(CredentialRow.class, connection, LockModeType.PESSIMISTIC_WRITE)
        .chain(
            row ->
                row == null
                    ? Uni.createFrom().item(Optional.empty())
                    : session
                        .find(CredentialAnchor.class, connection)
                        .map(anchor -> Optional.of(predecessor(row, anchor))));
  }

  private static CredentialRow predecessor(CredentialRow row, CredentialAnchor anchor) {
    if (Tampering.of(row, anchor).isPresent()) {
      row.refresh = null;
      if (anchor != null) {
        row.generation = Math.max(row.generation, anchor.generation);
        row.version = Math.max(row.version, anchor.version);
        row.sequence = Math.max(row.sequence, anchor.sequence);
      }
    }
    return row;
  }

  /** The row, locked until the transaction ends and checked against its anchor. */
  public Uni<Optional<CredentialRow>> lock(Mutiny.Session session, String connection) {
    return session
        .find(CredentialRow.class, connection, LockModeType.PESSIMISTIC_WRITE)
        .chain(row -> anchored(session, row));
  }

  private Uni<Optional<CredentialRow>> anchored(Mutiny.Session session, CredentialRow row) {
    if (row == null) {
      return Uni.createFrom().item(Optional.empty());
    }
    return session
        .find(CredentialAnchor.class, row.connection)
        .invoke(anchor -> check(anchor, row))
        .replaceWith(Optional.of(row));
  }

  private static void check(CredentialAnchor anchor, CredentialRow row) {
    Tampering.of(row, anchor)
        .ifPresent(
            finding -> {
              throw new CredentialTamperedException(
                  row.connection, finding, null, "The stored credential is not the current one.");
            });
  }

  /** The database's time, which all replicas share; claims are measured by it. */
  public Uni<Instant> time(Mutiny.Session session) {
    return session.createNativeQuery("select clock_timestamp()", Instant.class).getSingleResult();
  }

  /** Makes the row's sealed fields the current ones. Call it whenever they change. */
  public Uni<Void> anchor(Mutiny.Session session, CredentialRow row) {
    return session
        .find(CredentialAnchor.class, row.connection)
        .chain(
            found -> {
              CredentialAnchor anchor = found == null ? new CredentialAnchor() : found;
              anchor.connection = row.connection;
              row.sequence = Math.max(row.sequence, anchor.sequence);
              anchor.moveTo(row);
              return found == null ? session.persist(anchor) : Uni.createFrom().voidItem();
            });
  }

  /** Removes the anchor of a row that is being shredded. */
  public Uni<Void> unanchor(Mutiny.Session session, String connection) {
    return session
        .find(CredentialAnchor.class, connection)
        .chain(a -> a == null ? Uni.createFrom().voidItem() : session.remove(a));
  }

  /** Appends an event about the row and raises its sequence. */
  public Uni<Void> tell(CredentialRow row, VaultEvent event) {
    return tell(row, event, SELF);
  }

  /** Appends an event about the row, caused by somebody else than us. */
  public Uni<Void> tell(CredentialRow row, VaultEvent event, Actor actor) {
    return told(row, event, actor).replaceWithVoid();
  }

  /** The same as {@link #tell(CredentialRow, VaultEvent)}; answers the event's id. */
  public Uni<String> told(CredentialRow row, VaultEvent event) {
    return told(row, event, SELF);
  }

  private Uni<String> told(CredentialRow row, VaultEvent data, Actor actor) {
    row.sequence++;
    Event<VaultEvent> event =
        Event.of("token-vault", row.connection, row.agency, actor, row.sequence, data, clock);
    return Panache.getSession()
        .chain(session -> session.find(CredentialAnchor.class, row.connection))
        .invoke(
            anchor -> {
              if (anchor != null) {
                anchor.sequence = row.sequence;
              }
            })
        .chain(() -> outbox.append(Topic.VAULT_EVENTS, event))
        .replaceWith(event.id());
  }

  /** Changes the state, with its event, when it is another. */
  public Uni<Void> state(CredentialRow row, String state, String reason) {
    if (state.equals(row.state) && Objects.equals(reason, row.reason)) {
      return Uni.createFrom().voidItem();
    }
    row.state = state;
    row.reason = reason;
    return tell(
        row, new VaultEvent.CredentialStateChanged(row.connection, row.client, state, reason));
  }
}
