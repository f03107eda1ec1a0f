package io.delega.tokenvault.revocation;

import io.delega.tokenvault.Database;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.jboss.logging.Logger;

/** Goes on with revocations that a provider has not confirmed. Any replica may. */
@ApplicationScoped
class PendingRevocations {
  private static final Logger LOG = Logger.getLogger(PendingRevocations.class);

  /** At most so many a round, those that have waited longest. */
  private static final int BATCH = 100;

  private static final int AT_ONCE = 4;

  private static final String PENDING =
      "select connection from credential where state = 'revoking'"
          + " and (claim_until is null or claim_until < clock_timestamp())"
          + " and (retry_at is null or retry_at < clock_timestamp())"
          + " order by retry_at nulls first";

  private final Database database;
  private final Destruction destruction;

  @Inject
  PendingRevocations(Database database, Destruction destruction) {
    this.database = database;
    this.destruction = destruction;
  }

  @Scheduled(
      every = "${delega.vault.revocation.every:15s}",
      delayed = "5s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> round() {
    return pending()
        .onItem()
        .transformToMulti(Multi.createFrom()::iterable)
        .onItem()
        .transformToUni(
            connection ->
                destruction
                    .destroy(connection)
                    .replaceWithVoid()
                    .onFailure()
                    .invoke(e -> LOG.warnf("%s is to be revoked again: %s", connection, e))
                    .onFailure()
                    .recoverWithNull())
        .merge(AT_ONCE)
        .collect()
        .asList()
        .replaceWithVoid()
        .onFailure()
        .invoke(e -> LOG.warnf("Pending revocations cannot be read: %s", e.getMessage()))
        .onFailure()
        .recoverWithNull();
  }

  private Uni<List<String>> pending() {
    return database.transaction(
        session ->
            session.createNativeQuery(PENDING, String.class).setMaxResults(BATCH).getResultList());
  }
}
