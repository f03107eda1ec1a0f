package io.delega.accesspolicy.connection;

import io.delega.accesspolicy.AccessPolicyConfig;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;

/** Which events were taken in already. */
@ApplicationScoped
class TakenEvent {
  @Inject AccessPolicyConfig config;
  @Inject Clock clock;

  /** Notes the event in the caller's transaction; false when it was noted before. */
  static Uni<Boolean> first(String id) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        "INSERT INTO taken_event (id) VALUES (?1) ON CONFLICT DO NOTHING")
                    .setParameter(1, id)
                    .executeUpdate())
        .map(inserted -> inserted == 1);
  }

  @Scheduled(every = "1h", delayed = "1m")
  Uni<Void> prune() {
    return Panache.withTransaction(
            () ->
                Panache.getSession()
                    .chain(
                        session ->
                            session
                                .createNativeQuery("DELETE FROM taken_event WHERE taken_at < ?1")
                                .setParameter(1, clock.instant().minus(config.keepTaken()))
                                .executeUpdate()))
        .replaceWithVoid();
  }
}
