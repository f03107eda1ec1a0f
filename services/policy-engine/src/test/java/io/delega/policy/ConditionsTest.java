package io.delega.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.contracts.Limits;
import io.delega.contracts.Limits.Hours;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionsTest {
  private static Conditions of(Limits limits) {
    return Conditions.of(Fixtures.grant("gra_1", "active", limits, Fixtures.read()));
  }

  /**
   * In 2026 Rome goes from 02:00 to 03:00 on 29 March, and from 03:00 back to 02:00 on 25 October.
   */
  @ParameterizedTest
  @CsvSource({
    "01:30, 02:30, 2026-03-29T00:29:00Z, false", // 01:29
    "01:30, 02:30, 2026-03-29T00:59:00Z, true", // 01:59, the last minute of the night's winter time
    "01:30, 02:30, 2026-03-29T01:00:00Z, false", // 03:00: half an hour of it does not exist
    "02:15, 02:45, 2026-03-29T01:00:00Z, false", // all of it does not exist
    "02:15, 02:45, 2026-03-29T00:59:59Z, false",
    "01:30, 02:30, 2026-10-24T23:30:00Z, true", // 01:30
    "01:30, 02:30, 2026-10-25T00:29:00Z, true", // 02:29, the first time
    "01:30, 02:30, 2026-10-25T00:30:00Z, false", // 02:30
    "01:30, 02:30, 2026-10-25T01:10:00Z, true", // 02:10, the second time
    "01:30, 02:30, 2026-10-25T01:30:00Z, false",
    "08:00, 20:00, 2026-03-28T19:30:00Z, false", // 20:30, winter
    "08:00, 20:00, 2026-03-28T18:30:00Z, true",
    "08:00, 20:00, 2026-03-29T18:30:00Z, false", // 20:30, summer
    "08:00, 20:00, 2026-03-29T06:30:00Z, true"
  })
  void hoursGoByTheClockOnTheWall(String from, String to, Instant now, boolean open) {
    Limits limits = new Limits(null, null, new Hours("Europe/Rome", List.of(), from, to));
    assertThat(of(limits).hold(Circumstances.at(now))).isEqualTo(open);
  }

  @Test
  void anUnknownAddressLiesInNoNetwork() {
    Conditions conditions =
        of(new Limits(null, null, null, null, null, List.of("0.0.0.0/0", "::/0"), null));
    assertThat(conditions.hold(Circumstances.at(Fixtures.NOW))).isFalse();
    assertThat(
            conditions.hold(
                new Circumstances(Fixtures.NOW, Network.address("192.0.2.1").orElseThrow())))
        .isTrue();
  }

  @Test
  void aNetworkThatCannotBeReadAdmitsNobody() {
    Conditions conditions =
        of(new Limits(null, null, null, null, null, List.of("office.example"), null));
    assertThat(
            conditions.hold(
                new Circumstances(Fixtures.NOW, Network.address("192.0.2.1").orElseThrow())))
        .isFalse();
  }
}
