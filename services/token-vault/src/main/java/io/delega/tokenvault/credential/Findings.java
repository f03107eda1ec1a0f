package io.delega.tokenvault.credential;

import io.delega.contracts.Actor;
import io.delega.contracts.Event;
import io.delega.contracts.Topic;
import io.delega.contracts.VaultEvent.CredentialTampered;
import io.delega.outbox.Outbox;
import io.delega.tokenvault.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;

/**
 * Tells of what was found tampered with: an event, and the connection is broken until the client
 * connects it again. Once per finding, however many calls and replicas come upon it.
 *
 * <p>What does not open though its anchor holds it ({@code unreadable}) is told and not declared
 * broken: a key-encryption key set up wrongly looks the same, and comes back.
 */
@ApplicationScoped
public class Findings {
  /** The reason of the state {@code broken}. */
  public static final String REASON = "credential_tampered";

  private static final Logger LOG = Logger.getLogger(Findings.class);

  private final Database database;
  private final CredentialStore store;
  private final Outbox outbox;
  private final Clock clock;

  @Inject
  Findings(Database database, CredentialStore store, Outbox outbox, Clock clock) {
    this.database = database;
    this.store = store;
    this.outbox = outbox;
    this.clock = clock;
  }

  /** The same outcome, told of when it is a finding. */
  public <T> Uni<T> telling(Uni<T> work) {
    return work.onFailure(CredentialTamperedException.class)
        .call(e -> tell((CredentialTamperedException) e));
  }

  private Uni<Void> tell(CredentialTamperedException found) {
    return look(found.connection(), Optional.of(found))
        .onFailure()
        .invoke(e -> LOG.errorf("Tampering with %s is not told yet: %s", found.connection(), e))
        .onFailure()
        .recoverWithNull();
  }

  /** Looks at a connection whose row and anchor may not belong together. */
  Uni<Void> look(String connection) {
    return look(connection, Optional.empty());
  }

  private Uni<Void> look(String connection, Optional<CredentialTamperedException> found) {
    return database.transaction(
        session ->
            session
                .find(CredentialRow.class, connection, LockModeType.PESSIMISTIC_WRITE)
                .chain(
                    row ->
                        session
                            .find(CredentialAnchor.class, connection)
                            .chain(
                                anchor ->
                                    finding(row, anchor, found)
                                        .map(what -> tell(session, row, anchor, what))
                                        .orElseGet(() -> Uni.createFrom().voidItem()))));
  }

  /** Judged anew under the lock: what was seen before may have been a change under way. */
  private static Optional<String> finding(
      CredentialRow row, CredentialAnchor anchor, Optional<CredentialTamperedException> found) {
    return Tampering.of(row, anchor)
        .or(
            () ->
                found
                    .filter(
                        e ->
                            Tampering.UNREADABLE.equals(e.finding())
                                && row != null
                                && !row.gone()
                                && MessageDigest.isEqual(e.digest(), row.digest()))
                    .map(CredentialTamperedException::finding));
  }

  private Uni<Void> tell(
      Mutiny.Session session, CredentialRow row, CredentialAnchor anchor, String finding) {
    if (told(row, anchor, finding)) {
      return Uni.createFrom().voidItem();
    }
    String connection = row == null ? anchor.connection : row.connection;
    LOG.errorf("The stored credential of %s was tampered with: %s", connection, finding);
    if (anchor != null) {
      anchor.finding = finding;
    }
    if (row == null) {
      return tellOfMissing(anchor);
    }
    if (anchor != null) {
      row.sequence = Math.max(row.sequence, anchor.sequence);
    }
    // The anchor's word on whose it is: the row's may be the intruder's.
    String client = anchor == null || anchor.client == null ? row.client : anchor.client;
    return store
        .tell(row, new CredentialTampered(row.connection, client, finding))
        .chain(
            () ->
                row.gone() || Tampering.UNREADABLE.equals(finding)
                    ? Uni.createFrom().voidItem()
                    : store.state(row, CredentialRow.BROKEN, REASON))
        .chain(session::flush);
  }

  private static boolean told(CredentialRow row, CredentialAnchor anchor, String finding) {
    boolean broken =
        row == null
            || row.gone()
            || Tampering.UNREADABLE.equals(finding)
            || (CredentialRow.BROKEN.equals(row.state) && REASON.equals(row.reason));
    return broken && (anchor == null || finding.equals(anchor.finding));
  }

  private Uni<Void> tellOfMissing(CredentialAnchor anchor) {
    if (anchor.agency == null) {
      return Uni.createFrom().voidItem();
    }
    anchor.sequence++;
    return outbox.append(
        Topic.VAULT_EVENTS,
        Event.of(
            "token-vault",
            anchor.connection,
            anchor.agency,
            Actor.service("token-vault"),
            anchor.sequence,
            new CredentialTampered(anchor.connection, anchor.client, Tampering.MISSING),
            clock));
  }
}
