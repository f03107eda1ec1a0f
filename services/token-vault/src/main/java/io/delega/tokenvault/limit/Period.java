package io.delega.tokenvault.limit;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.delega.contracts.Counter;

/**
 * For how long a request counts. Requests are counted by slices of time; a replica takes some in
 * advance, a share of what is free, and must use them at once or give them back. All times in
 * milliseconds.
 */
enum Period {
  @JsonProperty("minute")
  MINUTE(1_000, 60_000, 2_000, 8),
  @JsonProperty("day")
  DAY(300_000, 86_400_000, 60_000, 16),
  @JsonProperty("total")
  TOTAL(Long.MAX_VALUE, Long.MAX_VALUE, 30_000, 64);

  private static final int AN_HOUR_OF_SECONDS = 3_600;

  private final long slice;
  private final long length;
  private final long hold;
  private final int share;

  Period(long slice, long length, long hold, int share) {
    this.slice = slice;
    this.length = length;
    this.hold = hold;
    this.share = share;
  }

  /** How long a replica may keep what it took. */
  long hold() {
    return hold;
  }

  /** How many of those free are taken at a time, at least one. */
  int portion(int free) {
    return Math.max(1, free / share);
  }

  /** The slice in which an instant lies. */
  long slice(long at) {
    return this == TOTAL ? 0 : Math.floorDiv(at, slice);
  }

  /**
   * The first slice that still counts at an instant: what was taken in it may have been used until
   * {@link #hold} later, and counts for its length from then.
   */
  long oldest(long at) {
    return this == TOTAL ? 0 : Math.floorDiv(at - length - hold, slice);
  }

  /** When a slice does not count any more; never for the total. */
  long end(long counted) {
    return this == TOTAL ? Long.MAX_VALUE : (counted + 1) * slice + length + hold;
  }

  /** After how many seconds it is worth trying again. */
  int seconds(long millis) {
    return this == TOTAL || millis > length + hold + slice
        ? AN_HOUR_OF_SECONDS
        : Math.max(1, (int) ((millis + 999) / 1_000));
  }

  /** How many requests may be admitted in it; null for any number. */
  Integer most(Counter counter) {
    return switch (this) {
      case MINUTE -> counter.requestsPerMinute();
      case DAY -> counter.requestsPerDay();
      case TOTAL -> counter.requestsTotal();
    };
  }

  /** What a person calls it. */
  String words() {
    return switch (this) {
      case MINUTE -> "requests per minute";
      case DAY -> "requests per day";
      case TOTAL -> "requests in all";
    };
  }
}
