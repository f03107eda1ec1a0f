package io.delega.tokenvault.integration;

import io.delega.api.ProblemException;
import io.delega.contracts.Actor;
import io.delega.contracts.Event;
import io.delega.contracts.Topic;
import io.delega.contracts.VaultEvent;
import io.delega.keys.DataKeys;
import io.delega.keys.KekVersion;
import io.delega.keys.KeyEncryptionKey;
import io.delega.keys.Secret;
import io.delega.keys.WrappedKey;
import io.delega.outbox.Outbox;
import io.delega.tokenvault.Database;
import io.delega.tokenvault.exchange.ClientApp;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** Keeps the client secrets of integrations. */
@ApplicationScoped
public class IntegrationSecrets {
  private static final String FIELD = "client-secret";

  private final Database database;
  private final DataKeys keys;
  private final Outbox outbox;
  private final Clock clock;

  @Inject
  IntegrationSecrets(Database database, DataKeys keys, Outbox outbox, Clock clock) {
    this.database = database;
    this.keys = keys;
    this.outbox = outbox;
    this.clock = clock;
  }

  /** Sets a secret, which is the next version. */
  Uni<Void> set(String agency, String integration, Secret secret, Actor actor) {
    return version(integration)
        .chain(
            version ->
                keys.create(
                    IntegrationSecret.context(agency, integration, version + 1),
                    created -> row(agency, integration, version + 1, created, secret)))
        .chain(row -> store(row, actor));
  }

  /** How many secrets the integration ever had; 0 without one. Takes no key. */
  public Uni<Integer> version(String integration) {
    return database.transaction(session -> version(session, integration));
  }

  private IntegrationSecret row(
      String agency, String integration, int version, DataKeys.Created created, Secret secret) {
    IntegrationSecret row = new IntegrationSecret();
    row.integration = integration;
    row.agency = agency;
    row.version = version;
    row.wrappedKey = created.wrapped().toString();
    row.secret = created.key().seal(FIELD, secret);
    row.setAt = clock.instant();
    return row;
  }

  private Uni<Void> store(IntegrationSecret fresh, Actor actor) {
    return database.transaction(
        session ->
            session
                .find(IntegrationSecret.class, fresh.integration, LockModeType.PESSIMISTIC_WRITE)
                .chain(found -> replace(session, found, fresh))
                .chain(
                    () ->
                        outbox.append(
                            Topic.VAULT_EVENTS,
                            Event.of(
                                "token-vault",
                                fresh.integration,
                                fresh.agency,
                                actor,
                                fresh.sequence,
                                new VaultEvent.IntegrationSecretSet(
                                    fresh.integration, fresh.version),
                                clock))));
  }

  private static Uni<Void> replace(
      Mutiny.Session session, IntegrationSecret found, IntegrationSecret fresh) {
    if (found == null) {
      fresh.sequence = 1;
      return session.persist(fresh);
    }
    if (found.version != fresh.version - 1) {
      throw ProblemException.conflict(
          "concurrent_change", "The secret was set by somebody else just now. Try again.");
    }
    fresh.sequence = ++found.sequence;
    found.version = fresh.version;
    found.wrappedKey = fresh.wrappedKey;
    found.secret = fresh.secret;
    found.setAt = fresh.setAt;
    return Uni.createFrom().voidItem();
  }

  /** The same within a transaction. */
  public Uni<Integer> version(Mutiny.Session session, String integration) {
    return session
        .find(IntegrationSecret.class, integration)
        .map(row -> row == null ? 0 : row.version);
  }

  /**
   * Wraps the secret's data key anew in the caller's transaction; the agency when it was done,
   * empty when it was under that version already or is gone.
   */
  public Uni<Optional<String>> rewrap(
      Mutiny.Session session, String integration, KekVersion current, KeyEncryptionKey kek) {
    return session
        .find(IntegrationSecret.class, integration, LockModeType.PESSIMISTIC_WRITE)
        .chain(
            row ->
                row == null || current.wrapped(WrappedKey.parse(row.wrappedKey))
                    ? Uni.createFrom().item(Optional.empty())
                    : rewrap(row, kek).replaceWith(Optional.of(row.agency)));
  }

  private Uni<Void> rewrap(IntegrationSecret row, KeyEncryptionKey kek) {
    return kek.rewrap(
            WrappedKey.parse(row.wrappedKey),
            IntegrationSecret.context(row.agency, row.integration, row.version))
        .chain(
            fresh -> {
              row.wrappedKey = fresh.toString();
              row.sequence++;
              return outbox.append(
                  Topic.VAULT_EVENTS,
                  Event.of(
                      "token-vault",
                      row.integration,
                      row.agency,
                      Actor.service("token-vault"),
                      row.sequence,
                      new VaultEvent.IntegrationSecretRewrapped(
                          row.integration, row.version, fresh.by().toString()),
                      clock));
            });
  }

  /** The app as it is now, without a secret when none was set. */
  public Uni<ClientApp> app(String agency, String integration, String clientId) {
    return database
        .transaction(session -> session.find(IntegrationSecret.class, integration))
        .chain(
            row ->
                row == null || !row.agency.equals(agency)
                    ? Uni.createFrom().item(new ClientApp(clientId, Optional.empty(), 0))
                    : keys.use(
                        WrappedKey.parse(row.wrappedKey),
                        IntegrationSecret.context(agency, integration, row.version),
                        key ->
                            new ClientApp(
                                clientId, Optional.of(key.open(FIELD, row.secret)), row.version)));
  }
}
