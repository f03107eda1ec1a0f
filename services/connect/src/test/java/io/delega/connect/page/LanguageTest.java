package io.delega.connect.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class LanguageTest {
  @Test
  void theVisitorsChoiceComesFirst() {
    assertThat(Language.choose("en", "it", "it", List.of(Locale.ITALIAN))).isEqualTo("en");
    assertThat(Language.choose(null, "en", "it", List.of(Locale.ITALIAN))).isEqualTo("en");
  }

  @Test
  void thenTheSessionsThenTheBrowsers() {
    assertThat(Language.choose(null, null, "it-IT", List.of(Locale.ENGLISH))).isEqualTo("it");
    assertThat(Language.choose(null, null, null, List.of(Locale.GERMAN, Locale.ITALY)))
        .isEqualTo("it");
  }

  @Test
  void unknownLanguagesFallBackToEnglish() {
    assertThat(Language.choose("<script>", "xx", "de", List.of(Locale.FRENCH))).isEqualTo("en");
  }
}
