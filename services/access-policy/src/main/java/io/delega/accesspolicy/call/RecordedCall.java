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
 * @param endedAt when its outcome was reported; null while there is none, as is {@code completed}
 */
public record RecordedCall(
    String agency,
    String caller,
    Instant at,
    CallDecided decided,
    Instant endedAt,
    CallCompleted completed) {

  /** Puts together what is known; empty while the decision is not. */
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
    return decision == null
        ? Optional.empty()
        : Optional.of(
            new RecordedCall(
                decision.agency(),
                decision.actor().id(),
                decision.time(),
                (CallDecided) decision.data(),
                outcome == null ? null : outcome.time(),
                outcome == null ? null : (CallCompleted) outcome.data()));
  }

  /** Whether the call was let through. */
  public boolean allowed() {
    return "allowed".equals(decided.outcome());
  }

  /** Whether nothing more will be told of it. */
  boolean isWhole() {
    return !allowed() || completed != null;
  }
}
