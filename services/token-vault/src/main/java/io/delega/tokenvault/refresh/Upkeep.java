package io.delega.tokenvault.refresh;

import io.delega.tokenvault.Database;
import io.delega.tokenvault.credential.CredentialRow;
import io.delega.tokenvault.credential.RefreshTiming;
import io.delega.tokenvault.credential.Refresher;
import io.delega.tokenvault.credential.Refresher.Cause;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * What no caller asks for: refresh tokens that would lapse unused are refreshed, and connections
 * whose last token ran out are declared broken. Any replica may do it; the claim keeps them apart.
 */
@ApplicationScoped
class Upkeep {
  private static final Logger LOG = Logger.getLogger(Upkeep.class);

  /** At most this many a round, in random order, so that replicas and providers are spared. */
  private static final int BATCH = 50;

  private static final String LAPSING =
      "from CredentialRow where state = 'active' and refreshExpiresAt < :soon"
          + " order by refreshExpiresAt";
  private static final String OVER =
      "from CredentialRow where accessExpiresAt < :now"
          + " and (claimUntil is null or claimUntil < :now)"
          + " and (state = 'degraded' or (state = 'active' and refresh is null)"
          + " or (state = 'active' and intentAt is not null))";

  private final Database database;
  private final Refresher refresher;
  private final RefreshTiming timing;
  private final Clock clock;

  @Inject
  Upkeep(Database database, Refresher refresher, RefreshTiming timing, Clock clock) {
    this.database = database;
    this.refresher = refresher;
    this.timing = timing;
    this.clock = clock;
  }

  @Scheduled(
      every = "${delega.vault.refresh.upkeep:30s}",
      delayed = "15s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> round() {
    Instant now = clock.instant();
    return rows(LAPSING, "soon", now.plus(Duration.ofDays(1)))
        .map(rows -> rows.stream().filter(row -> timing.lapsing(row, now)).toList())
        .chain(rows -> each(rows, Cause.BACKGROUND))
        .chain(() -> rows(OVER, "now", now))
        .chain(rows -> each(rows, Cause.DUE))
        .onFailure()
        .invoke(e -> LOG.warnf("Upkeep will try again: %s", e.getMessage()))
        .onFailure()
        .recoverWithNull();
  }

  private Uni<List<CredentialRow>> rows(String query, String name, Instant value) {
    return database
        .transaction(
            session ->
                session
                    .createSelectionQuery(query, CredentialRow.class)
                    .setParameter(name, value)
                    .setMaxResults(BATCH)
                    .setReadOnly(true)
                    .getResultList())
        .invoke(Collections::shuffle);
  }

  private Uni<Void> each(List<CredentialRow> rows, Cause cause) {
    return Multi.createFrom()
        .iterable(rows)
        .onItem()
        .transformToUniAndConcatenate(
            row ->
                refresher
                    .refreshed(row.connection, row.version, cause)
                    .replaceWithVoid()
                    .onFailure()
                    .recoverWithNull())
        .collect()
        .asList()
        .replaceWithVoid();
  }
}
