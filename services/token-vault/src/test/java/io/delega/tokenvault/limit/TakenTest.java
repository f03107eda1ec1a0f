package io.delega.tokenvault.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TakenTest {
  private static final long NOW = 1_800_000_000_500L;

  private final Taken taken = Taken.none();

  @Test
  void aMinuteLaterItIsFreeAgain() {
    taken.take(Period.MINUTE, 3, NOW);
    taken.take(Period.MINUTE, 1, NOW + 10_000);
    assertThat(taken.free(Period.MINUTE, 5, NOW + 10_000)).isEqualTo(1);
    assertThat(taken.free(Period.MINUTE, 5, NOW + 61_000)).isEqualTo(1);
    assertThat(taken.free(Period.MINUTE, 5, NOW + 63_000)).isEqualTo(4);
    assertThat(taken.free(Period.MINUTE, 5, NOW + 73_000)).isEqualTo(5);
  }

  @Test
  void saysWhenEnoughIsFree() {
    taken.take(Period.MINUTE, 3, NOW);
    taken.take(Period.MINUTE, 1, NOW + 10_000);
    long now = NOW + 11_000;
    assertThat(Period.MINUTE.seconds(taken.untilFree(Period.MINUTE, 4, 1, now))).isBetween(51, 53);
    assertThat(Period.MINUTE.seconds(taken.untilFree(Period.MINUTE, 4, 4, now))).isBetween(61, 63);
    long until = taken.untilFree(Period.MINUTE, 4, 1, now);
    assertThat(taken.free(Period.MINUTE, 4, now + until - 1)).isZero();
    assertThat(taken.free(Period.MINUTE, 4, now + until)).isEqualTo(3);
    assertThat(Period.MINUTE.seconds(taken.untilFree(Period.MINUTE, 4, 5, now))).isEqualTo(3_600);
  }

  @Test
  void aDayIsTwentyFourHours() {
    taken.take(Period.DAY, 2, NOW);
    assertThat(taken.free(Period.DAY, 2, NOW + 86_400_000L)).isZero();
    assertThat(taken.free(Period.DAY, 2, NOW + 86_400_000L + 400_000)).isEqualTo(2);
  }

  @Test
  void theTotalIsForGood() {
    assertThat(taken.forGood()).isFalse();
    taken.take(Period.TOTAL, 2, NOW);
    assertThat(taken.forGood()).isTrue();
    assertThat(taken.free(Period.TOTAL, 2, NOW + 400L * 86_400_000L)).isZero();
    assertThat(Period.TOTAL.seconds(taken.untilFree(Period.TOTAL, 2, 1, NOW))).isEqualTo(3_600);
  }

  @Test
  void whatIsGivenBackIsFreeAndNoMore() {
    long slice = taken.take(Period.TOTAL, 3, NOW);
    taken.giveBack(Period.TOTAL, slice, 2, NOW);
    assertThat(taken.free(Period.TOTAL, 3, NOW)).isEqualTo(2);
    taken.giveBack(Period.TOTAL, slice, 9, NOW);
    assertThat(taken.free(Period.TOTAL, 3, NOW)).isEqualTo(3);
  }

  @Test
  void isReadAsItWasWritten() {
    taken.take(Period.MINUTE, 3, NOW);
    taken.take(Period.TOTAL, 4, NOW);
    assertThat(taken.write()).isEqualTo("{\"minute\":{\"1800000000\":3},\"total\":{\"0\":4}}");
    Taken read = Taken.read(taken.write());
    assertThat(read.free(Period.MINUTE, 5, NOW)).isEqualTo(2);
    assertThat(read.free(Period.TOTAL, 5, NOW)).isEqualTo(1);
    assertThat(read.write()).isEqualTo(taken.write());
  }
}
