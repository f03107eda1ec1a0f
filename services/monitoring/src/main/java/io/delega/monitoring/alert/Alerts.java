package io.delega.monitoring.alert;

import io.delega.api.ProblemException;
import io.delega.contracts.Actor;
import io.delega.contracts.AlertEvent.AlertAcknowledged;
import io.delega.contracts.AlertEvent.AlertRaised;
import io.delega.contracts.Event;
import io.delega.contracts.Ids;
import io.delega.contracts.Topic;
import io.delega.monitoring.alert.Detection.Finding;
import io.delega.monitoring.intake.StreamEntry;
import io.delega.outbox.Outbox;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.quarkus.panache.common.Parameters;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.util.List;

/** Raises, counts, lists and acknowledges alerts. */
@ApplicationScoped
public class Alerts {
  private static final String SERVICE = "monitoring";

  private final Outbox outbox;
  private final Clock clock;

  Alerts(Outbox outbox, Clock clock) {
    this.outbox = outbox;
    this.clock = clock;
  }

  /** Judges an entry within the intake's transaction. */
  public Uni<Void> judge(StreamEntry entry) {
    return Detection.of(entry)
        .map(finding -> record(finding, entry))
        .orElseGet(() -> Uni.createFrom().voidItem());
  }

  private Uni<Void> record(Finding finding, StreamEntry entry) {
    return Alert.<Alert>find(
            "agency = ?1 and kind = ?2 and about = ?3 and state = ?4",
            entry.agency(),
            finding.kind(),
            finding.about(),
            Alert.OPEN)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResult()
        .flatMap(open -> open == null ? raise(finding, entry) : repeat(open, entry));
  }

  private static Uni<Void> repeat(Alert alert, StreamEntry entry) {
    alert.count++;
    alert.lastSeen = entry.time();
    alert.callId = entry.callId();
    return Uni.createFrom().voidItem();
  }

  private Uni<Void> raise(Finding finding, StreamEntry entry) {
    Alert alert = new Alert();
    alert.id = Ids.next(Ids.ALERT, clock);
    alert.agency = entry.agency();
    alert.kind = finding.kind();
    alert.severity = finding.severity();
    alert.about = finding.about();
    alert.state = Alert.OPEN;
    alert.count = 1;
    alert.firstSeen = entry.time();
    alert.lastSeen = entry.time();
    alert.client = entry.client();
    alert.connection = entry.connection();
    alert.assistant = entry.assistant();
    alert.grant = entry.grant();
    alert.callId = entry.callId();
    AlertRaised raised =
        new AlertRaised(
            alert.id,
            alert.kind,
            alert.severity,
            alert.client,
            alert.connection,
            alert.assistant,
            alert.grant,
            alert.callId);
    return alert
        .persistAndFlush()
        .flatMap(
            stored ->
                outbox.append(
                    Topic.ALERTS,
                    Event.of(
                        SERVICE,
                        alert.id,
                        alert.agency,
                        Actor.service(SERVICE),
                        1,
                        raised,
                        clock)));
  }

  /** The agency's alerts, newest first; {@code state} and {@code after} may be null. */
  @WithTransaction
  Uni<List<Alert>> list(String agency, String state, String after, int limit) {
    StringBuilder where = new StringBuilder("agency = :agency");
    Parameters values = Parameters.with("agency", agency);
    if (state != null) {
      where.append(" and state = :state");
      values.and("state", state);
    }
    if (after != null) {
      where.append(" and id < :after");
      values.and("after", after);
    }
    return Alert.find(where + " order by id desc", values).page(0, limit).list();
  }

  /** Idempotent; fails with 404 when the agency has no such alert. */
  @WithTransaction
  Uni<Alert> acknowledge(String agency, String id, Actor actor) {
    return Alert.<Alert>findById(id, LockModeType.PESSIMISTIC_WRITE)
        .flatMap(
            alert -> {
              if (alert == null || !alert.agency.equals(agency)) {
                throw ProblemException.notFound("alert");
              }
              if (Alert.ACKNOWLEDGED.equals(alert.state)) {
                return Uni.createFrom().item(alert);
              }
              alert.state = Alert.ACKNOWLEDGED;
              AlertAcknowledged data = new AlertAcknowledged(alert.id, alert.kind);
              return outbox
                  .append(Topic.ALERTS, Event.of(SERVICE, alert.id, agency, actor, 2, data, clock))
                  .replaceWith(alert);
            });
  }
}
