package io.delega.tokenvault.access;

import io.delega.contracts.AccessEvent.CallCompleted;
import io.delega.contracts.AccessEvent.CallDecided;
import io.delega.contracts.Event;
import io.delega.contracts.EventData;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The calls of one partition that were allowed and have no outcome yet, in the order of their
 * decisions. Not thread-safe.
 */
final class OpenCalls {
  private final Map<String, Open> open = new LinkedHashMap<>();
  private long position;

  /** A decision without an outcome. */
  record Open(long offset, Event<CallDecided> decision) {}

  /** The record at this offset was read. */
  @SuppressWarnings("unchecked")
  void read(long offset, Event<EventData> event) {
    if (event.data() instanceof CallDecided call && "allowed".equals(call.outcome())) {
      open.putIfAbsent(call.callId(), new Open(offset, (Event<CallDecided>) (Event<?>) event));
    } else if (event.data() instanceof CallCompleted call) {
      open.remove(call.callId());
    }
    skip(offset);
  }

  /** The record at this offset does not matter. */
  void skip(long offset) {
    position = offset + 1;
  }

  /** The outcome of the call is written. */
  void closed(String callId) {
    open.remove(callId);
  }

  /** Those that will get no outcome from the incarnation that decided them. */
  List<Open> orphans(Predicate<String> isDead, Duration longestOpen, Instant now) {
    return open.values().stream()
        .filter(
            each ->
                isDead.test(each.decision().data().incarnation())
                    || each.decision().time().plus(longestOpen).isBefore(now))
        .toList();
  }

  /** What may be committed: whoever goes on from here finds every open call again. */
  long committable() {
    return open.values().stream().mapToLong(Open::offset).findFirst().orElse(position);
  }
}
