package io.delega.tokenvault.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class HeadersTest {
  private static final Set<String> NEVER =
      Set.of(
          "authorization",
          "cookie",
          "set-cookie",
          "host",
          "connection",
          "upgrade",
          "te",
          "trailer",
          "transfer-encoding",
          "content-length",
          "proxy-authorization",
          "x-forwarded-for");

  private static MultiMap request(MultiMap from) {
    MultiMap to = MultiMap.caseInsensitiveMultiMap();
    Headers.judged(from, Set.of()).forEach(to::add);
    return to;
  }

  private static MultiMap answer(MultiMap from) {
    MultiMap to = MultiMap.caseInsensitiveMultiMap();
    Headers.toCaller(from, to);
    return to;
  }

  @Test
  void passesWhatContentNeeds() {
    MultiMap from =
        MultiMap.caseInsensitiveMultiMap()
            .add("Accept", "a")
            .add("Accept", "b")
            .add("IF-None-Match", "\"1\"")
            .add("Content-Type", "text/plain");
    MultiMap to = request(from);
    assertThat(to.getAll("accept")).containsExactly("a", "b");
    assertThat(to.get("if-none-match")).isEqualTo("\"1\"");
    assertThat(to.get("content-type")).isEqualTo("text/plain");
  }

  @Test
  void whatConnectionNominatesStaysBehind() {
    MultiMap from =
        MultiMap.caseInsensitiveMultiMap()
            .add("Connection", "close, Accept")
            .add("Connection", "RANGE")
            .add("Accept", "a")
            .add("Range", "bytes=0-1")
            .add("User-Agent", "x");
    assertThat(request(from).names()).containsExactly("user-agent");
    assertThat(Headers.judged(from, Set.of("accept"))).containsOnlyKeys("user-agent");
  }

  @Test
  void passesWhatNamesAResourceUnlessItIsNeverTheCallers() {
    MultiMap from =
        MultiMap.caseInsensitiveMultiMap()
            .add("X-Account", "42")
            .add("Host", "elsewhere")
            .add("X-HTTP-Method-Override", "DELETE");
    assertThat(Headers.judged(from, Set.of("x-account", "host", "x-http-method-override")))
        .isEqualTo(java.util.Map.of("x-account", List.of("42")));
    assertThat(Headers.judged(from, Set.of())).isEmpty();
  }

  @Test
  void answersSetNoCookies() {
    MultiMap from =
        MultiMap.caseInsensitiveMultiMap()
            .add("Set-Cookie", "a=b")
            .add("Delega-Upstream", "false")
            .add("Delega-Call-Id", "call_x")
            .add("ETag", "\"1\"")
            .add("X-RateLimit-Remaining", "1");
    assertThat(answer(from).names()).containsExactlyInAnyOrder("etag", "x-ratelimit-remaining");
  }

  @Provide
  Arbitrary<String> names() {
    Arbitrary<String> known =
        Arbitraries.of(
            "Authorization",
            "Cookie",
            "Set-Cookie",
            "Host",
            "Connection",
            "Upgrade",
            "TE",
            "Trailer",
            "Transfer-Encoding",
            "Content-Length",
            "Proxy-Authorization",
            "X-Forwarded-For",
            "Accept",
            "Range",
            "If-Match",
            "Content-Type",
            "ETag");
    return Arbitraries.oneOf(
        known,
        known.map(name -> name.toUpperCase(Locale.ROOT)),
        known.map(name -> name.toLowerCase(Locale.ROOT)),
        Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(12));
  }

  @Property
  void neverPassesWhatIsOfTheConnectionOrOfTheCaller(
      @ForAll("names") String name, @ForAll("names") String nominated, @ForAll String value) {
    MultiMap from =
        MultiMap.caseInsensitiveMultiMap().add(name, value).add("Connection", nominated);
    for (MultiMap to : List.of(request(from), answer(from))) {
      assertThat(to.names()).doesNotContainAnyElementsOf(NEVER);
      assertThat(to.contains(nominated)).isFalse();
      to.forEach(
          header ->
              assertThat(header.getValue().chars())
                  .noneMatch(c -> c == '\r' || c == '\n' || c == 0));
    }
  }
}
