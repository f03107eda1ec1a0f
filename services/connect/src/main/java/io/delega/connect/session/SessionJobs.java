package io.delega.connect.session;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.jboss.logging.Logger;

/** Finishes what a crash or an unanswered call has left open. */
@ApplicationScoped
class SessionJobs {
  private static final Logger LOG = Logger.getLogger(SessionJobs.class);

  private final Attempts attempts;
  private final Connecting connecting;
  private final Sessions sessions;

  @Inject
  SessionJobs(Attempts attempts, Connecting connecting, Sessions sessions) {
    this.attempts = attempts;
    this.connecting = connecting;
    this.sessions = sessions;
  }

  @Scheduled(every = "2s", concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> recover() {
    return attempts
        .unknown()
        .chain(
            open ->
                Multi.createFrom()
                    .iterable(open)
                    .onItem()
                    .transformToUniAndConcatenate(this::ask)
                    .collect()
                    .last())
        .replaceWithVoid()
        .onFailure()
        .invoke(failure -> LOG.warn("Attempts cannot be recovered now", failure))
        .onFailure()
        .recoverWithNull();
  }

  private Uni<Boolean> ask(Attempt attempt) {
    return connecting
        .ask(attempt)
        .replaceWith(true)
        .onFailure()
        .invoke(failure -> LOG.warnf(failure, "The outcome of %s is not known yet", attempt.id))
        .onFailure()
        .recoverWithItem(false);
  }

  @Scheduled(every = "5s", concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> expire() {
    return sessions
        .expire()
        .onFailure()
        .invoke(failure -> LOG.warn("Sessions cannot be expired now", failure))
        .onFailure()
        .recoverWithNull();
  }
}
