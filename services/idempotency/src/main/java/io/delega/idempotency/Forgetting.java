package io.delega.idempotency;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;

/** Forgets keys after a day. */
@ApplicationScoped
class Forgetting {
  private static final Duration KEPT = Duration.ofDays(1);

  @Inject Clock clock;

  @Scheduled(every = "1h", delayed = "2m")
  Uni<Void> prune() {
    return Panache.withTransaction(
            () ->
                Panache.getSession()
                    .chain(
                        session ->
                            session
                                .createNativeQuery(
                                    "DELETE FROM idempotency_key WHERE created_at < ?1")
                                .setParameter(1, clock.instant().minus(KEPT))
                                .executeUpdate()))
        .replaceWithVoid();
  }
}
