package io.delega.tokenvault.refresh;

import io.delega.tokenvault.Database;
import io.delega.tokenvault.VaultConfig;
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
import java.time.Instant;
import java.util.ArrayList;
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

  /** So many are read at a time. */
  private static final int PAGE = 200;

  /** Not more than a fifth of the life before: {@link RefreshTiming#lapsing} is the exact rule. */
  private static final String LAPSING =
      "select * from credential where state = 'active' and refresh_token is not null"
          + " and refresh_expires_at - interval '1 day' < :now"
          + " and refresh_expires_at - (refresh_expires_at - obtained_at) / 5 < :now"
          + " and (retry_at is null or retry_at < :now)";

  private static final String OVER =
      "select * from credential where access_expires_at < :now"
          + " and (claim_until is null or claim_until < :now)"
          + " and (state = 'degraded' or (state = 'active' and refresh_token is null)"
          + " or (state = 'active' and intent_at is not null))";

  private static final String PAGED = " and connection > :after order by connection";

  private final Database database;
  private final Refresher refresher;
  private final RefreshTiming timing;
  private final Clock clock;
  private final int atOnce;

  @Inject
  Upkeep(
      Database database,
      Refresher refresher,
      RefreshTiming timing,
      VaultConfig config,
      Clock clock) {
    this.atOnce = config.refresh().perProvider();
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
    return page(LAPSING, Cause.BACKGROUND, now, "")
        .chain(() -> page(OVER, Cause.DUE, now, ""))
        .onFailure()
        .invoke(e -> LOG.warnf("Upkeep will try again: %s", e.getMessage()))
        .onFailure()
        .recoverWithNull();
  }

  private Uni<Void> page(String query, Cause cause, Instant now, String after) {
    return rows(query, now, after)
        .chain(
            rows ->
                each(rows, cause, now)
                    .chain(
                        () ->
                            rows.size() < PAGE
                                ? Uni.createFrom().voidItem()
                                : page(query, cause, now, rows.get(PAGE - 1).connection)));
  }

  private Uni<List<CredentialRow>> rows(String query, Instant now, String after) {
    return database.transaction(
        session ->
            session
                .createNativeQuery(query + PAGED, CredentialRow.class)
                .setParameter("now", now)
                .setParameter("after", after)
                .setMaxResults(PAGE)
                .setReadOnly(true)
                .getResultList());
  }

  private Uni<Void> each(List<CredentialRow> page, Cause cause, Instant now) {
    List<CredentialRow> rows = new ArrayList<>(page);
    rows.removeIf(row -> cause == Cause.BACKGROUND && !timing.lapsing(row, now));
    // Replicas that begin together do not go for the same ones.
    Collections.shuffle(rows);
    return Multi.createFrom()
        .iterable(rows)
        .onItem()
        .transformToUni(
            row ->
                refresher
                    .refreshed(row.connection, row.version, cause)
                    .replaceWithVoid()
                    .onFailure()
                    .recoverWithNull())
        .merge(atOnce)
        .collect()
        .asList()
        .replaceWithVoid();
  }
}
