package io.delega.connect.page;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Which of the two languages a page speaks. */
final class Language {
  static final String COOKIE = "delega_lang";

  private static final Set<String> SPOKEN = Set.of("en", "it");

  private Language() {}

  /**
   * The visitor's own choice now or before, else the session's, else the browser's, else English.
   *
   * @param agreed the session's or the client's locale, or null
   */
  static String choose(String asked, String remembered, String agreed, List<Locale> accepted) {
    return Stream.concat(
            Stream.of(asked, remembered, agreed).map(Language::primary),
            accepted.stream().map(Locale::getLanguage))
        .filter(SPOKEN::contains)
        .findFirst()
        .orElse("en");
  }

  private static String primary(String tag) {
    return tag == null ? "" : tag.split("[-_]", 2)[0].toLowerCase(Locale.ROOT);
  }

  static boolean spoken(String language) {
    return language != null && SPOKEN.contains(language);
  }
}
