package io.delega.tokenvault.rotation;

import io.delega.keys.KekVersion;
import io.delega.keys.KeyEncryptionKey;
import io.delega.keys.KeysUnavailableException;
import io.delega.tokenvault.Database;
import io.delega.tokenvault.credential.Findings;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Brings everything under the current version of the key-encryption key, whoever rotated it. Each
 * data key is a transaction of its own, so that a round can end anywhere and the next one, on any
 * replica, goes on.
 */
@ApplicationScoped
class Rewrapper {
  private static final Logger LOG = Logger.getLogger(Rewrapper.class);

  /** So many are read at a time. */
  private static final int PAGE = 200;

  private static final String KEK =
      "(split_part(wrapped_key, '/', 1) || '/' || split_part(wrapped_key, '/', 2))";

  /** Two ranges instead of an inequality, which no index serves. */
  private static final String STALE = " (" + KEK + " < ?1 or " + KEK + " > ?1)";

  /** What was tampered with is never used again: it is not wrapped anew, and waits for nothing. */
  static final String USABLE =
      " not (state = 'broken' and reason is not distinct from '" + Findings.REASON + "')";

  private static final String CREDENTIALS =
      "select connection from credential where"
          + STALE
          + " and"
          + USABLE
          + " and connection > ?2 order by connection";

  private static final String SECRETS =
      "select integration from integration_secret where"
          + STALE
          + " and integration > ?2 order by integration";

  private final Database database;
  private final KeyEncryptionKey kek;
  private final Rewrap rewrap;
  private final Progress progress;

  @Inject
  Rewrapper(Database database, KeyEncryptionKey kek, Rewrap rewrap, Progress progress) {
    this.database = database;
    this.kek = kek;
    this.rewrap = rewrap;
    this.progress = progress;
  }

  @Scheduled(
      every = "${delega.vault.rewrap.every:1m}",
      delayed = "10s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> round() {
    return kek.current()
        .chain(this::bring)
        .onFailure()
        .invoke(e -> LOG.warnf("Data keys will be wrapped anew later: %s", e.getMessage()))
        .onFailure()
        .recoverWithNull();
  }

  private Uni<Void> bring(KekVersion current) {
    return database
        .transaction(session -> progress.seen(session, current))
        .chain(() -> pages(CREDENTIALS, current, "", id -> rewrap.credential(id, current)))
        .chain(
            left ->
                pages(SECRETS, current, "", id -> rewrap.secret(id, current))
                    .map(more -> left + more))
        .chain(
            left ->
                left > 0
                    ? Uni.createFrom().voidItem()
                    : database.transaction(session -> progress.complete(session, current)));
  }

  /** How many could not be brought. */
  private Uni<Integer> pages(
      String query, KekVersion current, String after, Function<String, Uni<Void>> bring) {
    return page(query, current, after)
        .chain(
            ids ->
                each(ids, bring)
                    .chain(
                        failed ->
                            ids.size() < PAGE
                                ? Uni.createFrom().item(failed)
                                : pages(query, current, ids.get(PAGE - 1), bring)
                                    .map(more -> failed + more)));
  }

  private Uni<List<String>> page(String query, KekVersion current, String after) {
    return database.transaction(
        session ->
            session
                .createNativeQuery(query, String.class)
                .setParameter(1, current.toString())
                .setParameter(2, after)
                .setMaxResults(PAGE)
                .getResultList());
  }

  /** One after the other: there is no hurry, and calls come first. */
  private static Uni<Integer> each(List<String> ids, Function<String, Uni<Void>> bring) {
    return Multi.createFrom()
        .iterable(ids)
        .onItem()
        .transformToUniAndConcatenate(
            id ->
                bring
                    .apply(id)
                    .replaceWith(0)
                    // Without the key the whole round ends; one row that does not open is passed.
                    .onFailure(e -> !(e instanceof KeysUnavailableException))
                    .recoverWithItem(
                        e -> {
                          LOG.warnf("The data key of %s is not wrapped anew: %s", id, e);
                          return 1;
                        }))
        .collect()
        .asList()
        .map(results -> results.stream().mapToInt(Integer::intValue).sum());
  }
}
