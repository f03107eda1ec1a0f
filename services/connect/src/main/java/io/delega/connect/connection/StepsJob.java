package io.delega.connect.connection;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import org.jboss.logging.Logger;

/** Repeats the steps of revocations until they are done. */
@ApplicationScoped
class StepsJob {
  private static final Logger LOG = Logger.getLogger(StepsJob.class);

  private final RevocationSteps steps;
  private final Clock clock;

  @Inject
  StepsJob(RevocationSteps steps, Clock clock) {
    this.steps = steps;
    this.clock = clock;
  }

  @Scheduled(every = "2s", concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> repeat() {
    return Panache.withSession(
            () ->
                Connection.<Connection>find("retryAt <= ?1 order by retryAt", clock.instant())
                    .page(0, 20)
                    .list())
        .chain(
            due ->
                Multi.createFrom()
                    .iterable(due)
                    .onItem()
                    .transformToUniAndConcatenate(steps::run)
                    .collect()
                    .last())
        .replaceWithVoid()
        .onFailure()
        .invoke(failure -> LOG.warn("Revocations cannot be finished now", failure))
        .onFailure()
        .recoverWithNull();
  }
}
