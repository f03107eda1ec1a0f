package io.delega.policy;

import io.delega.contracts.Limits.Hours;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;

/** Whether an instant lies in a grant's hours. What cannot be read is closed. */
final class OpeningHours {
  private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

  private OpeningHours() {}

  /** Why hours cannot be used, or null. */
  static String problem(Hours hours) {
    try {
      ZoneId.of(hours.zone());
      LocalTime.parse(hours.from());
      LocalTime.parse(hours.to());
    } catch (DateTimeException | NullPointerException e) {
      return "hours need a time zone such as Europe/Rome, and from and to such as 08:00";
    }
    if (hours.days() != null
        && !hours.days().stream().allMatch(day -> day != null && DAYS.contains(day))) {
      return "days are mon, tue, wed, thu, fri, sat, sun";
    }
    return null;
  }

  static boolean open(Hours hours, Instant now) {
    if (hours == null) {
      return true;
    }
    if (problem(hours) != null) {
      return false;
    }
    ZonedDateTime there = now.atZone(ZoneId.of(hours.zone()));
    LocalTime time = there.toLocalTime();
    LocalTime from = LocalTime.parse(hours.from());
    LocalTime to = LocalTime.parse(hours.to());
    if (from.isBefore(to)) {
      return !time.isBefore(from) && time.isBefore(to) && dayIn(hours, there);
    }
    // Over midnight: the hours after it belong to the day on which they began.
    return (!time.isBefore(from) && dayIn(hours, there))
        || (time.isBefore(to) && dayIn(hours, there.minusDays(1)));
  }

  private static boolean dayIn(Hours hours, ZonedDateTime moment) {
    String day = moment.getDayOfWeek().name().substring(0, 3).toLowerCase(Locale.ROOT);
    return hours.days() == null || hours.days().isEmpty() || hours.days().contains(day);
  }
}
