package io.delega.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.contracts.Limits.Hours;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NextOpeningTest {
  private static final long MINUTES = 8 * 24 * 60;

  @ParameterizedTest
  @CsvSource({
    // A Wednesday in June: closed in the evening, open again in the morning, or on Monday.
    "2026-06-03T19:00:00Z, mon tue wed thu fri, 08:00, 20:00, 2026-06-04T06:00:00Z",
    "2026-06-05T19:00:00Z, mon tue wed thu fri, 08:00, 20:00, 2026-06-08T06:00:00Z",
    "2026-06-03T10:00:00Z, mon tue wed thu fri, 08:00, 20:00, 2026-06-03T10:00:00Z",
    "2026-06-03T10:00:00Z, wed, 21:00, 05:00, 2026-06-03T19:00:00Z",
    // 02:30 does not exist on this day: it is open from 03:00, when the clocks have jumped.
    "2026-03-29T00:10:00Z, sun, 02:30, 05:00, 2026-03-29T01:00:00Z",
    // The clocks go back at 03:00 to 02:00: what is open from 02:30 to 02:45 is so twice.
    "2026-10-25T00:50:00Z, sun, 02:30, 02:45, 2026-10-25T01:30:00Z",
  })
  void isTheFirstInstantOfTheHours(
      Instant now, String days, String from, String to, Instant expected) {
    Hours hours = new Hours("Europe/Rome", List.of(days.split(" ")), from, to);
    assertThat(NextOpening.after(hours, now)).contains(expected);
  }

  @Test
  void isUnknownWhereTheHoursCannotBeRead() {
    assertThat(NextOpening.after(new Hours("Nowhere", null, "08:00", "20:00"), Instant.EPOCH))
        .isEmpty();
  }

  @Provide
  Arbitrary<Hours> hours() {
    Arbitrary<String> times =
        Combinators.combine(Arbitraries.integers().between(0, 23), Arbitraries.of(0, 15, 30, 45))
            .as((hour, minute) -> "%02d:%02d".formatted(hour, minute));
    return Combinators.combine(
            Arbitraries.of("Europe/Rome", "America/New_York", "Asia/Kathmandu", "UTC"),
            Arbitraries.of("mon", "tue", "wed", "thu", "fri", "sat", "sun")
                .list()
                .uniqueElements()
                .ofMaxSize(4),
            times,
            times)
        .as(Hours::new);
  }

  @Provide
  Arbitrary<Instant> instants() {
    // A year of whole minutes, and the two days on which Rome's clocks change more often.
    return Arbitraries.oneOf(
        Arbitraries.longs()
            .between(0, 365L * 24 * 60)
            .map(minute -> Instant.parse("2026-01-01T00:00:00Z").plusSeconds(60 * minute)),
        Arbitraries.longs()
            .between(0, 36L * 60)
            .map(minute -> Instant.parse("2026-03-28T12:00:00Z").plusSeconds(60 * minute)),
        Arbitraries.longs()
            .between(0, 36L * 60)
            .map(minute -> Instant.parse("2026-10-24T12:00:00Z").plusSeconds(60 * minute)));
  }

  @Property(tries = 200)
  void nothingOpensEarlier(@ForAll("hours") Hours hours, @ForAll("instants") Instant now) {
    Optional<Instant> opening = Optional.empty();
    for (long minute = 0; minute < MINUTES && opening.isEmpty(); minute++) {
      Instant then = now.plusSeconds(60 * minute);
      opening = OpeningHours.open(hours, then) ? Optional.of(then) : opening;
    }
    assertThat(NextOpening.after(hours, now)).isEqualTo(opening);
  }
}
