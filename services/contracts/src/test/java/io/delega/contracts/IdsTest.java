package io.delega.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {
  private static final Instant START = Instant.parse("2026-03-02T09:30:00Z");

  @Test
  void idsOfOneMillisecondAreUnique() {
    assertThat(Stream.generate(() -> Ids.next(Ids.EVENT, at(0))).limit(100_000))
        .doesNotHaveDuplicates();
  }

  @Test
  void anIdIsItsKindAnd26Characters() {
    String id = Ids.next(Ids.CALL, at(0));

    assertThat(id).startsWith("call_").hasSize("call_".length() + 26);
    assertThat(Ids.isA(Ids.CALL, id)).isTrue();
    assertThat(Ids.isA(Ids.CLIENT, id)).isFalse();
  }

  @Test
  void idsSortByTime() {
    List<String> ids =
        IntStream.range(0, 10_000).mapToObj(ms -> Ids.next(Ids.EVENT, at(ms))).toList();

    assertThat(ids).isSorted();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "evt_",
        "evt_0123456789abcdefghjkmnpqr",
        "evt_0123456789abcdefghjkmnpqrst",
        "evt_0123456789abcdefghijkmnpqr",
        "evt_0123456789ABCDEFGHJKMNPQRS",
        "evt_0123456789abcdefghjkmnpqrs\n"
      })
  void whatHasNotTheShapeIsNoId(String id) {
    assertThat(Ids.isA(Ids.EVENT, id)).isFalse();
  }

  @Test
  void theShapeIsAccepted() {
    assertThat(Ids.isA(Ids.EVENT, "evt_0123456789abcdefghjkmnpqrs")).isTrue();
  }

  private static Clock at(int milliseconds) {
    return Clock.fixed(START.plusMillis(milliseconds), ZoneOffset.UTC);
  }
}
