package io.delega.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.catalogue.Catalogue;
import io.delega.policy.MatchResult.Matched;
import io.delega.policy.MatchResult.NoOperation;
import io.delega.policy.MatchResult.NotCanonical;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RequestMatcherTest {
  private static final RequestMatcher SLACK =
      RequestMatcher.of(Catalogue.builtIn().find("slack").orElseThrow());

  static Stream<String> corpus() {
    return new BufferedReader(
            new InputStreamReader(
                RequestMatcherTest.class.getResourceAsStream("/requests.tsv"),
                StandardCharsets.UTF_8))
        .lines()
        .filter(line -> !line.startsWith("#") && !line.isBlank());
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void readsEveryTrickOfTheCorpusAsExpected(String line) {
    String[] parts = line.split("\t");
    String[] target = parts[1].split("\\?", 2);
    ProxyRequest request =
        ProxyRequest.of(parts[0], target[0], target.length > 1 ? target[1] : null);
    assertThat(told(Fixtures.MATCHER.match(request))).isEqualTo(parts[2]);
  }

  private static String told(MatchResult result) {
    if (result instanceof NotCanonical) {
      return "NOT_CANONICAL";
    }
    if (result instanceof NoOperation) {
      return "NONE";
    }
    Matched matched = (Matched) result;
    return Stream.concat(
            Stream.of(matched.operation()),
            new TreeMap<>(matched.resources())
                .entrySet().stream()
                    .map(entry -> entry.getKey() + "=" + String.join(",", entry.getValue())))
        .collect(Collectors.joining(" "));
  }

  private static MatchResult post(String type, String body) {
    return SLACK.match(
        new ProxyRequest(
            "POST",
            "/chat.postMessage",
            null,
            Map.of("content-type", List.of(type)),
            body.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void readsAResourceFromAJsonBody() {
    assertThat(SLACK.needsBody("POST", "/chat.postMessage")).isTrue();
    assertThat(SLACK.needsBody("GET", "/conversations.list")).isFalse();
    assertThat(told(post("application/json; charset=utf-8", "{\"channel\":\"C1\",\"text\":\"x\"}")))
        .isEqualTo("chat.postMessage channel=C1");
  }

  @Test
  void refusesABodyThatCanBeReadInTwoWays() {
    assertThat(post("application/json", "{\"channel\":\"C1\",\"channel\":\"C2\"}"))
        .isInstanceOf(NoOperation.class);
    assertThat(post("application/json", "{\"channel\":\"C1\"} {\"channel\":\"C2\"}"))
        .isInstanceOf(NoOperation.class);
    assertThat(post("application/json", "{\"channel\":{\"id\":\"C1\"}}"))
        .isInstanceOf(NoOperation.class);
    assertThat(post("application/json", "{\"channel\":[]}")).isInstanceOf(NoOperation.class);
    assertThat(post("text/plain", "{\"channel\":\"C1\"}")).isInstanceOf(NoOperation.class);
    assertThat(post("application/json; charset=utf-16", "{\"channel\":\"C1\"}"))
        .isInstanceOf(NoOperation.class);
    assertThat(post("application/json", "not json")).isInstanceOf(NoOperation.class);
    assertThat(post("application/json", "{\"channel\":\"C1\\ud800\"}"))
        .isInstanceOf(NoOperation.class);
    assertThat(post("application/json", "{\"channel\":\"C1\\u0000\"}"))
        .isInstanceOf(NoOperation.class);
  }

  @Test
  void everyItemOfABatchIsAResource() {
    assertThat(told(post("application/json", "{\"channel\":[\"C1\",\"C2\"]}")))
        .isEqualTo("chat.postMessage channel=C1,C2");
  }

  @Property
  void neverThrowsWhateverIsSent(@ForAll String method, @ForAll String path, @ForAll String query) {
    assertThat(Fixtures.MATCHER.match(ProxyRequest.of(method, "/" + path, query))).isNotNull();
  }
}
