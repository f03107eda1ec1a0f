package io.delega.tokenvault.rotation;

import io.delega.contracts.VaultEvent.CredentialRewrapped;
import io.delega.keys.KekVersion;
import io.delega.keys.KeyEncryptionKey;
import io.delega.keys.WrappedKey;
import io.delega.tokenvault.Database;
import io.delega.tokenvault.credential.CredentialRow;
import io.delega.tokenvault.credential.CredentialStore;
import io.delega.tokenvault.integration.IntegrationSecrets;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Wraps one data key anew: the wrapped key, its anchor, the count and the event change in one
 * transaction under the row's lock. What the key sealed is not touched, and nobody has to wait.
 */
@ApplicationScoped
class Rewrap {
  private final Database database;
  private final CredentialStore store;
  private final IntegrationSecrets secrets;
  private final KeyEncryptionKey kek;
  private final Progress progress;

  @Inject
  Rewrap(
      Database database,
      CredentialStore store,
      IntegrationSecrets secrets,
      KeyEncryptionKey kek,
      Progress progress) {
    this.database = database;
    this.store = store;
    this.secrets = secrets;
    this.kek = kek;
    this.progress = progress;
  }

  /** Brings a connection's data key under the version; does nothing when it is, or is gone. */
  Uni<Void> credential(String connection, KekVersion current) {
    return database.transaction(
        session ->
            store
                .lock(session, connection)
                .chain(
                    found ->
                        found
                            .filter(row -> row.wrappedKey != null && stale(row, current))
                            .map(row -> rewrap(session, row))
                            .orElseGet(() -> Uni.createFrom().voidItem())));
  }

  private static boolean stale(CredentialRow row, KekVersion current) {
    return !current.wrapped(WrappedKey.parse(row.wrappedKey));
  }

  private Uni<Void> rewrap(Mutiny.Session session, CredentialRow row) {
    return kek.rewrap(WrappedKey.parse(row.wrappedKey), row.keyContext())
        .chain(
            fresh -> {
              row.wrappedKey = fresh.toString();
              KekVersion version = fresh.by();
              return store
                  .anchor(session, row)
                  .chain(
                      () ->
                          store.tell(
                              row,
                              new CredentialRewrapped(
                                  row.connection, row.client, row.generation, version.toString())))
                  .chain(() -> progress.credential(session, row.agency, version));
            });
  }

  /** The same for an integration's client secret. */
  Uni<Void> secret(String integration, KekVersion current) {
    return database.transaction(
        session ->
            secrets
                .rewrap(session, integration, current, kek)
                .chain(
                    agency ->
                        agency
                            .map(a -> progress.secret(session, a, current))
                            .orElseGet(() -> Uni.createFrom().voidItem())));
  }
}
