package io.delega.tokenvault.access;

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

  /**
   * A decision without an outcome.
   *
   * @param record the decision as it was written
   */
  record Open(long offset, Instant at, String callId, String incarnation, byte[] record) {}

  /** The record at this offset was read; {@code at} is when it was written. */
  void read(long offset, Instant at, byte[] record) {
    AccessRecord read = AccessRecord.read(record);
    if (read.opens()) {
      open.putIfAbsent(
          read.callId(), new Open(offset, at, read.callId(), read.incarnation(), record));
    } else if (read.closes()) {
      open.remove(read.callId());
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
            each -> isDead.test(each.incarnation()) || each.at().plus(longestOpen).isBefore(now))
        .toList();
  }

  /** What may be committed: whoever goes on from here finds every open call again. */
  long committable() {
    return open.values().stream().mapToLong(Open::offset).findFirst().orElse(position);
  }
}
