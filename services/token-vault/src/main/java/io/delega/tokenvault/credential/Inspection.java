package io.delega.tokenvault.credential;

import io.delega.tokenvault.Database;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.jboss.logging.Logger;

/** Compares all rows with their anchors now and then, those that nobody uses too. */
@ApplicationScoped
class Inspection {
  private static final Logger LOG = Logger.getLogger(Inspection.class);

  /** At most so many findings a round. */
  private static final int BATCH = 200;

  /** The digest is {@link CredentialRow#digest}, computed where the rows are. */
  private static final String SUSPECT =
      "select coalesce(c.connection, a.connection)"
          + " from credential c full join credential_anchor a on a.connection = c.connection"
          + " where c.connection is null"
          + " or (c.state <> 'shredded' and (a.connection is null"
          + "  or a.generation <> c.generation or a.version <> c.version or a.digest <>"
          + "   sha256(convert_to(c.wrapped_key, 'UTF8') || c.access_token"
          + "    || coalesce(c.refresh_token, ''::bytea) || coalesce(c.dpop_key, ''::bytea))"
          // What cannot be computed, since a column was emptied, is suspect too.
          + "  or c.wrapped_key is null or c.access_token is null))";

  private final Database database;
  private final Findings findings;

  @Inject
  Inspection(Database database, Findings findings) {
    this.database = database;
    this.findings = findings;
  }

  @Scheduled(
      every = "${delega.vault.inspection.every:10m}",
      delayed = "30s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> round() {
    return suspects()
        .onItem()
        .transformToMulti(Multi.createFrom()::iterable)
        .onItem()
        .transformToUniAndConcatenate(findings::look)
        .collect()
        .asList()
        .replaceWithVoid()
        .onFailure()
        .invoke(e -> LOG.warnf("The inspection will try again: %s", e.getMessage()))
        .onFailure()
        .recoverWithNull();
  }

  private Uni<List<String>> suspects() {
    return database.transaction(
        session ->
            session.createNativeQuery(SUSPECT, String.class).setMaxResults(BATCH).getResultList());
  }
}
