package io.delega.local.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.local.chaos.Sighting.Kind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgeTest {
  private static final long ANSWERED = -7_000_000;
  private static final Revocation REVOCATION =
      new Revocation("item", "access-policy", ANSWERED - 20_000_000, ANSWERED, 0, 3);

  private final Judge judge = new Judge(Duration.ofMillis(100));

  @Test
  void findsWhatIsSeenLaterThanTheToleranceAllows() {
    List<Sighting> sightings =
        List.of(
            seen("item", Kind.REQUEST, -5),
            seen("item", Kind.REQUEST, 99),
            seen("item", Kind.UPLOAD, 101),
            seen("item", Kind.UPLOAD, 1_500),
            seen("another", Kind.REQUEST, 9_000));
    assertThat(judge.late(List.of(REVOCATION), sightings))
        .containsExactly(
            "a piece of a request through token-vault-2 was seen 1500 ms after the revocation was"
                + " answered");
  }

  @Test
  void measuresTheLastOfEachKind() {
    List<Sighting> sightings =
        List.of(
            seen("item", Kind.REQUEST, -50),
            seen("item", Kind.REQUEST, -30),
            seen("item", Kind.ANSWER, 4));
    assertThat(Judge.residual(List.of(REVOCATION), sightings))
        .containsEntry(Kind.REQUEST, -30_000_000L)
        .containsEntry(Kind.ANSWER, 4_000_000L)
        .doesNotContainKey(Kind.UPLOAD);
  }

  @Test
  void countsTheBoundFromTheQuestionOrFromWhenItCouldBeAnswered() {
    Duration bound = Duration.ofMillis(15);
    assertThat(Judge.slow(List.of(REVOCATION), bound, Long.MIN_VALUE / 2)).hasSize(1);
    assertThat(Judge.slow(List.of(REVOCATION), bound, ANSWERED - 10_000_000)).isEmpty();
    assertThat(Judge.slow(List.of(REVOCATION), Duration.ofMillis(20), Long.MIN_VALUE / 2))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1 2 3, true",
    "1 2 3 2 3, true",
    "1 2 3 1 2 3 4, true",
    "1 2 3 3, true",
    "1 2 3 2, false",
    "1 2 3 1 3, false",
    "1 2 3 2 4, false",
  })
  void knowsAResentBatchFromAnOldOneThatCameLate(String versions, boolean good) {
    List<Long> all = List.of(versions.split(" ")).stream().map(Long::valueOf).toList();
    assertThat(Judge.endsWithItsHighest(all)).isEqualTo(good);
  }

  private static Sighting seen(String item, Kind kind, long millisAfter) {
    return new Sighting(item, "token-vault-2", kind, ANSWERED + millisAfter * 1_000_000);
  }
}
