package io.delega.tokenvault.access;

import io.delega.contracts.AccessEvent.CallCompleted;
import io.delega.contracts.AccessEvent.CallDecided;
import io.delega.contracts.AccessEvent.CallsDenied;
import io.delega.contracts.Actor;
import io.delega.contracts.Event;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;

/** Writes what was decided about calls and how they ended. */
@Singleton
public class AccessLog {
  static final String SERVICE = "token-vault";
  private static final Logger LOG = Logger.getLogger(AccessLog.class);

  /** Nobody waits for an outcome, so that those of many calls travel together. */
  private static final Duration GATHER_OUTCOMES = Duration.ofMillis(20);

  /** Before an outcome that the producer gave up is tried again. */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final Clock clock;
  private final Patience patience;
  private final RecordSender decisions;
  private final RecordSender outcomes;
  private final Insistence insistence =
      new Insistence(
          PAUSE, failure -> LOG.errorf(failure, "An outcome is not recorded yet; it will be"));

  @Inject
  AccessLog(AccessConfig config, Clock clock) {
    this.clock = clock;
    this.patience = new Patience(config.patience());
    this.decisions =
        new RecordSender(config.kafka(), "token-vault-decisions", config.patience(), Duration.ZERO);
    this.outcomes =
        new RecordSender(
            config.kafka(), "token-vault-outcomes", config.outcomePatience(), GATHER_OUTCOMES);
  }

  @PreDestroy
  void close() {
    patience.close();
    insistence.close();
    decisions.close();
    outcomes.close();
  }

  /**
   * Records a decision; complete when it is durable.
   *
   * <p>Fails with {@link AuditUnavailableException} within the configured patience.
   *
   * @param traceparent the call's place in a trace, or null
   */
  public CompletionStage<Void> decided(
      String agency, String subject, CallDecided call, String traceparent) {
    CompletableFuture<Void> acked = new CompletableFuture<>();
    decisions.send(
        Event.of(
            SERVICE, call.callId(), agency, new Actor(Actor.ASSISTANT, subject), 1, call, clock),
        traceparent,
        acked);
    return patience
        .watch(acked)
        .exceptionally(
            failure -> {
              throw new AuditUnavailableException(failure);
            });
  }

  /**
   * Records an outcome, however long Kafka is away; complete when it is durable, or when the
   * process ends and the others close the call. Never failed.
   *
   * @param traceparent the call's place in a trace, or null
   */
  public CompletionStage<Void> completed(
      String agency, String subject, CallCompleted call, String traceparent) {
    Event<CallCompleted> event = outcome(agency, new Actor(Actor.ASSISTANT, subject), call, clock);
    return insistence.on(
        () -> {
          CompletableFuture<Void> acked = new CompletableFuture<>();
          outcomes.send(event, traceparent, acked);
          return acked;
        });
  }

  void summarised(String agency, String subject, CallsDenied summary) {
    CompletableFuture<Void> acked = new CompletableFuture<>();
    outcomes.send(
        Event.of(SERVICE, subject, agency, new Actor(Actor.ASSISTANT, subject), 0, summary, clock),
        null,
        acked);
    acked.exceptionally(
        failure -> {
          LOG.errorf(failure, "%d denials could not be recorded", summary.count());
          return null;
        });
  }

  static Event<CallCompleted> outcome(String agency, Actor actor, CallCompleted call, Clock clock) {
    return Event.of(SERVICE, call.callId(), agency, actor, 2, call, clock)
        .withId(Event.completionId(call.callId()));
  }
}
