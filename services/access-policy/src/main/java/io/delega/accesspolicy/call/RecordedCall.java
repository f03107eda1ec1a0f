package io.delega.accesspolicy.call;

import io.delega.contracts.AccessEvent.CallCompleted;
import io.delega.contracts.AccessEvent.CallDecided;
import io.delega.contracts.Event;
import io.delega.contracts.EventData;
import io.delega.contracts.EventJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A call as it was recorded.
 *
 * @param agency whose connection it was
 * @param caller the OIDC subject that called
 * @param at when it was decided
 * @param decided without method, path and state version where only the outcome was recorded
 * @param endedAt when its outcome was reported; null while there is none, as is {@code completed}
 */
public record RecordedCall(
    String agency,
    String caller,
    Instant at,
    CallDecided decided,
    Instant endedAt,
    CallCompleted completed) {

  /** Puts together what is known; empty when nothing is. */
  static Optional<RecordedCall> of(List<String> events) {
    Event<EventData> decision = null;
    Event<EventData> outcome = null;
    for (String json : events) {
      Event<EventData> event = EventJson.read(json.getBytes(StandardCharsets.UTF_8));
      if (event.data() instanceof CallDecided) {
        decision = event;
      } else if (event.data() instanceof CallCompleted) {
        outcome = event;
      }
    }
    if (decision == null && outcome == null) {
      return Optional.empty();
    }
    Event<EventData> first = decision == null ? outcome : decision;
    CallCompleted completed = outcome == null ? null : (CallCompleted) outcome.data();
    return Optional.of(
        new RecordedCall(
            first.agency(),
            first.actor().id(),
            first.time(),
            decision == null ? admitted(completed) : (CallDecided) decision.data(),
            outcome == null ? null : outcome.time(),
            completed));
  }

  /**
   * A call that is cut while its decision is being recorded has its answer, and its outcome, though
   * the decision may never have arrived. Only what was allowed has an outcome.
   */
  private static CallDecided admitted(CallCompleted call) {
    return new CallDecided(
        call.callId(),
        call.connection(),
        call.client(),
        call.provider(),
        call.assistant(),
        call.grant(),
        call.operation(),
        null,
        "allowed",
        null,
        0,
        call.incarnation(),
        null,
        null);
  }

  /** Whether the call was let through. */
  public boolean allowed() {
    return "allowed".equals(decided.outcome());
  }

  /** Whether nothing more will be told of it. */
  boolean isWhole() {
    return decided.method() != null && (!allowed() || completed != null);
  }
}
