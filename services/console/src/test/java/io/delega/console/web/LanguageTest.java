package io.delega.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class LanguageTest {
  private static final List<Locale> ITALIAN_BROWSER = List.of(Locale.GERMAN, Locale.ITALIAN);

  @Test
  void whatIsAskedForWinsOverWhatWasChosenBefore() {
    assertThat(Language.choose("en", "it", ITALIAN_BROWSER)).isEqualTo("en");
  }

  @Test
  void whatWasChosenBeforeWinsOverTheBrowser() {
    assertThat(Language.choose(null, "en", ITALIAN_BROWSER)).isEqualTo("en");
  }

  @Test
  void theBrowsersFirstLanguageThatWeSpeakIsTaken() {
    assertThat(Language.choose("fr", "xx", ITALIAN_BROWSER)).isEqualTo("it");
  }

  @Test
  void speaksEnglishToEverybodyElse() {
    assertThat(Language.choose(null, null, List.of(Locale.JAPANESE))).isEqualTo("en");
  }
}
