package io.delega.connect.connection;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;

/** Which events were taken in. */
final class HandledEvent {
  private HandledEvent() {}

  /** Whether this event is new; it is noted in the caller's transaction. */
  static Uni<Boolean> first(String id) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        "INSERT INTO handled_event (id, at) VALUES (?1, now())"
                            + " ON CONFLICT DO NOTHING")
                    .setParameter(1, id)
                    .executeUpdate())
        .map(rows -> rows == 1);
  }
}
