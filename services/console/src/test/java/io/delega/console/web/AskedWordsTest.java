package io.delega.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.qute.i18n.Message;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client reads the same words where it agrees to more as where it first agreed. */
class AskedWordsTest {
  private static final Path CONNECT = Path.of("../connect/src/main");

  @ParameterizedTest
  @CsvSource({
    "only, only",
    "everythingInAccount, everything",
    "reads, reads",
    "changes, changes",
    "deletes, deletes",
    "decline, decline",
    "until, until",
    "thatIs, thatIs",
    "perMinute, perMinute",
    "perDay, perDay",
    "inAll, inAll",
    "networks, networks",
    "readOnly, readOnly",
    "hours, hours",
  })
  void saysWhatTheConnectPageSays(String here, String there) throws Exception {
    String english =
        java.util.Arrays.stream(Texts.class.getMethods())
            .filter(method -> method.getName().equals(here))
            .findFirst()
            .orElseThrow()
            .getAnnotation(Message.class)
            .value();
    assertThat(english).isEqualTo(connectInEnglish(there));
    assertThat(italian(Path.of("src/main/resources/messages/msg_it.properties"), here))
        .isEqualTo(italian(CONNECT.resolve("resources/messages/msg_it.properties"), there));
  }

  private static String connectInEnglish(String name) throws IOException {
    String source = Files.readString(CONNECT.resolve("java/io/delega/connect/page/Texts.java"));
    Matcher found =
        Pattern.compile("@Message\\(\\s*\"([^\"]*)\"\\)\\s*String " + name + "\\(").matcher(source);
    assertThat(found.find()).as(name).isTrue();
    return found.group(1);
  }

  private static String italian(Path file, String name) throws IOException {
    Properties texts = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      texts.load(in);
    }
    return texts.getProperty(name);
  }
}
