package io.delega.connect.session;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** Forgets what has served its purpose: events too old to come again, links long expired. */
@ApplicationScoped
class Pruning {
  private static final Logger LOG = Logger.getLogger(Pruning.class);

  @Scheduled(every = "1h", delayed = "1m")
  Uni<Void> prune() {
    return Panache.withTransaction(
            () ->
                Panache.getSession()
                    .chain(
                        session ->
                            session
                                .createNativeQuery(
                                    "DELETE FROM handled_event WHERE at < now() - interval '30 days'")
                                .executeUpdate()
                                .chain(
                                    () ->
                                        session
                                            .createNativeQuery(
                                                "DELETE FROM client_link WHERE expires_at"
                                                    + " < now() - interval '1 day'")
                                            .executeUpdate())))
        .replaceWithVoid()
        .onFailure()
        .invoke(failure -> LOG.warn("Nothing could be pruned now", failure))
        .onFailure()
        .recoverWithNull();
  }
}
