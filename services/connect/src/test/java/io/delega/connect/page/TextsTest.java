package io.delega.connect.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.qute.i18n.Message;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TextsTest {
  private static final Pattern PLACE = Pattern.compile("\\{\\w+}");

  @Test
  void everyTextIsThereInItalianWithTheSamePlaces() throws IOException {
    Properties italian = new Properties();
    try (InputStream file = Texts.class.getResourceAsStream("/messages/msg_it.properties")) {
      italian.load(new InputStreamReader(file, StandardCharsets.UTF_8));
    }
    assertThat(italian.stringPropertyNames())
        .isEqualTo(
            Arrays.stream(Texts.class.getDeclaredMethods())
                .map(Method::getName)
                .collect(Collectors.toSet()));
    for (Method text : Texts.class.getDeclaredMethods()) {
      assertThat(places(italian.getProperty(text.getName())))
          .as(text.getName())
          .isEqualTo(places(text.getAnnotation(Message.class).value()));
    }
  }

  private static Set<String> places(String text) {
    return PLACE
        .matcher(text)
        .results()
        .map(found -> found.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
