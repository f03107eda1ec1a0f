package io.delega.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.qute.i18n.Message;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TextsTest {
  private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

  @Test
  void everyTextIsThereInItalianWithTheSameParameters() throws IOException {
    Properties italian = new Properties();
    try (var in = Texts.class.getResourceAsStream("/messages/msg_it.properties")) {
      italian.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    }
    assertThat(italian.stringPropertyNames())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Texts.class.getDeclaredMethods()).map(Method::getName).toList());
    for (Method text : Texts.class.getDeclaredMethods()) {
      assertThat(parameters(italian.getProperty(text.getName())))
          .as(text.getName())
          .isEqualTo(parameters(text.getAnnotation(Message.class).value()));
    }
  }

  private static TreeSet<String> parameters(String text) {
    TreeSet<String> found = new TreeSet<>();
    for (Matcher matcher = PARAMETER.matcher(text); matcher.find(); ) {
      found.add(matcher.group(1));
    }
    return found;
  }
}
