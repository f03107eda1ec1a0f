package io.delega.tokenvault.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetriesTest {
  @ParameterizedTest
  @CsvSource({
    "429,,0,false",
    "429,1,0,true",
    "429,2,1,true",
    "429,3,0,false",
    "503,,0,false",
    "503,0,0,true",
    "502,,0,true",
    "504,,1,true",
    "504,30,0,false",
    "502,,2,false",
    "500,0,0,false",
    "200,1,0,false",
    "503,-1,0,false",
    "503,'Wed, 21 Oct 2026 07:28:00 GMT',0,false"
  })
  void asksAgainOnlyWhereThatHelps(int status, String retryAfter, int made, boolean again) {
    assertThat(Retries.pause(status, retryAfter, made).isPresent()).isEqualTo(again);
  }

  @Property
  void neverWaitsLessThanAskedAndNeverLong(
      @ForAll @IntRange(min = 0, max = 2) int seconds,
      @ForAll @IntRange(min = 0, max = 1) int made) {
    Duration pause = Retries.pause(503, Integer.toString(seconds), made).orElseThrow();
    assertThat(pause)
        .isBetween(Duration.ofSeconds(seconds), Retries.LONGEST.multipliedBy(3).dividedBy(2));
  }
}
