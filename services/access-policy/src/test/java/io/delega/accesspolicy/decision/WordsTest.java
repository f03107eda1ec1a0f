package io.delega.accesspolicy.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.contracts.Limits;
import io.delega.policy.Circumstances;
import io.delega.policy.Explanation;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WordsTest {
  private static final Pattern CODE = Pattern.compile("`([a-z][a-z_]+)`");

  /** Everything the page on the API says that the proxy answers, and two of the ledger alone. */
  static Stream<String> codes() throws IOException {
    String page = Files.readString(Path.of("../../docs/api.md"));
    String section = page.substring(page.indexOf("## The proxied call"));
    String table =
        section
            .substring(section.indexOf("| status |"))
            .lines()
            .takeWhile(line -> line.startsWith("|"))
            .collect(Collectors.joining("\n"));
    return Stream.concat(
        Stream.of("caller_gone", "enforcement_point_lost", "internal"),
        CODE.matcher(table).results().map(found -> found.group(1)));
  }

  private static Situation situation(String code) {
    Known known =
        Cases.known(
            7, List.of(Cases.grant("active", Limits.NONE, Cases.list("support@example.test"))));
    Explanation told =
        known.explain(
            Cases.get("/mail/boss%40example.test/messages").request(),
            Circumstances.at(Cases.THEN));
    return new Situation(
        known,
        new Verdict(code, null, "mail.messages.list", "gra_1"),
        "GET",
        "/mail/boss%40example.test/messages",
        Map.of("mailbox", List.of("boss@example.test")),
        told);
  }

  @ParameterizedTest
  @MethodSource("codes")
  void everyCodeHasWordsAndSaysWhatIsNeededInBothLanguages(String code) {
    Situation situation = situation(code);
    List<Need> needed = new Needs(situation).of(code);
    assertThat(needed).isNotEmpty();
    for (String language : Words.LANGUAGES) {
      Words words = new Words(language, situation);
      assertThat(words.has("happened." + code)).as("%s in %s", code, language).isTrue();
      assertThat(words.happened(code)).doesNotContain("{").matches("\\p{Lu}.*\\.");
      assertThat(needed)
          .allSatisfy(
              need -> assertThat(words.need(need)).doesNotContain("{").matches("\\p{Lu}.*\\."));
    }
    if (!code.equals("internal")) {
      assertThat(needed).doesNotContain(Need.of("report"));
    }
  }

  @Test
  void thePageNamesManyCodes() throws IOException {
    assertThat(codes())
        .contains("no_grant", "limit_exceeded", "connection_broken", "upstream_timeout")
        .hasSizeGreaterThan(30);
  }

  @Test
  void whatIsNotKnownYetIsNamedByItsCode() {
    assertThat(new Words("it", situation("brand_new")).happened("brand_new")).contains("brand_new");
  }

  @Test
  void bothLanguagesHaveTheSameTextsWithTheSameBlanks() throws IOException {
    Properties english = texts("en");
    Properties italian = texts("it");
    assertThat(italian.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
    for (String name : english.stringPropertyNames()) {
      assertThat(blanks(italian.getProperty(name)))
          .as(name)
          .isEqualTo(blanks(english.getProperty(name)));
    }
  }

  private static List<String> blanks(String text) {
    return Pattern.compile("\\{[a-z]+}")
        .matcher(text)
        .results()
        .map(m -> m.group())
        .sorted()
        .toList();
  }

  private static Properties texts(String language) throws IOException {
    Properties texts = new Properties();
    try (InputStream file = Words.class.getResourceAsStream("words." + language + ".properties")) {
      texts.load(new InputStreamReader(file, StandardCharsets.UTF_8));
    }
    return texts;
  }
}
