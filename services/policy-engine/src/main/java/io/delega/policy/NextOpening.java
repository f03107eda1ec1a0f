package io.delega.policy;

import io.delega.contracts.Limits.Hours;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** When a grant's hours begin again. */
final class NextOpening {
  /** A week, the day it began on, and the one that a change of the clock may move. */
  private static final int DAYS = 9;

  private NextOpening() {}

  /**
   * The first instant from {@code now} on at which the hours are open; empty when there is none.
   */
  static Optional<Instant> after(Hours hours, Instant now) {
    if (OpeningHours.open(hours, now)) {
      return Optional.of(now);
    }
    if (OpeningHours.problem(hours) != null) {
      return Optional.empty();
    }
    ZoneId zone = ZoneId.of(hours.zone());
    LocalDate today = now.atZone(zone).toLocalDate();
    LocalTime from = LocalTime.parse(hours.from());
    return Stream.concat(
            IntStream.range(0, DAYS)
                .mapToObj(day -> today.plusDays(day).atTime(from).atZone(zone))
                .flatMap(begin -> Stream.of(begin, begin.withLaterOffsetAtOverlap()))
                .map(ZonedDateTime::toInstant),
            changeOfClock(zone, now).stream())
        .filter(instant -> instant.isAfter(now))
        .filter(instant -> OpeningHours.open(hours, instant))
        .min(Instant::compareTo);
  }

  /** Where clocks jump they may jump into the hours. */
  private static Optional<Instant> changeOfClock(ZoneId zone, Instant now) {
    return Optional.ofNullable(zone.getRules().nextTransition(now))
        .map(ZoneOffsetTransition::getInstant);
  }
}
