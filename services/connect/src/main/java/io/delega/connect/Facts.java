package io.delega.connect;

import io.delega.contracts.Actor;
import io.delega.contracts.ConnectEvent;
import io.delega.contracts.Event;
import io.delega.contracts.Topic;
import io.delega.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;

/** Tells what happened, in the transaction in which it happens. */
@ApplicationScoped
public class Facts {
  private final Outbox outbox;
  private final Clock clock;

  @Inject
  Facts(Outbox outbox, Clock clock) {
    this.outbox = outbox;
    this.clock = clock;
  }

  /**
   * Appends an event about an aggregate that the caller's transaction has locked.
   *
   * @param version the aggregate's, after the change
   */
  public Uni<Void> tell(
      String agency, Actor actor, String subject, long version, ConnectEvent data) {
    return told(agency, actor, subject, version, data).replaceWithVoid();
  }

  /** The same; answers the event's id, by which the ledger knows it. */
  public Uni<String> told(
      String agency, Actor actor, String subject, long version, ConnectEvent data) {
    Event<ConnectEvent> event = Event.of("connect", subject, agency, actor, version, data, clock);
    return outbox.append(Topic.CONNECT_EVENTS, event).replaceWith(event.id());
  }
}
