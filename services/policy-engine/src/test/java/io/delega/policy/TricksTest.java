package io.delega.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The corpus of requests that two readers could understand differently. */
class TricksTest {
  private static final RequestMatcher MATCHER = Trick.matcher();

  static List<Trick> all() {
    return Trick.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void readsEveryTrickAsExpected(Trick trick) {
    assertThat(Trick.told(MATCHER.match(trick.asked())))
        .as(trick.why())
        .isEqualTo(trick.expected());
  }

  @Test
  void answersTheSameWhateverWasAskedBefore() {
    // The matcher remembers what it was asked; the answers must not depend on the order.
    all().forEach(trick -> MATCHER.match(trick.asked()));
    assertThat(all())
        .allSatisfy(
            trick ->
                assertThat(Trick.told(MATCHER.match(trick.asked()))).isEqualTo(trick.expected()));
  }

  @Test
  void holdsEnoughTricksAndEachUnderANameOfItsOwn() {
    assertThat(all()).hasSizeGreaterThanOrEqualTo(150);
    assertThat(all()).extracting(Trick::name).doesNotHaveDuplicates();
  }
}
