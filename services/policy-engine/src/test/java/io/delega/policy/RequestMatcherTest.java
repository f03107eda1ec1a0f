package io.delega.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.delega.catalogue.Catalogue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RequestMatcherTest {
  private static final RequestMatcher SLACK =
      RequestMatcher.of(Catalogue.builtIn().find("slack").orElseThrow());

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
    assertThat(
            Trick.told(
                post("application/json; charset=utf-8", "{\"channel\":\"C1\",\"text\":\"x\"}")))
        .isEqualTo("chat.postMessage {channel=[C1]}");
  }

  private static ProxyRequest head(String method, String path, String type) {
    return new ProxyRequest(
        method, path, null, type == null ? Map.of() : Map.of("content-type", List.of(type)), null);
  }

  @Test
  void wantsTheBodyOnlyWhereItIsJudged() {
    String json = "application/json";
    String form = "application/x-www-form-urlencoded";
    assertThat(SLACK.needsBody(head("POST", "/chat.postMessage", json))).isTrue();
    assertThat(SLACK.needsBody(head("POST", "/auth.test", json))).isFalse();
    assertThat(SLACK.needsBody(head("POST", "/auth.test", form))).isTrue();
    assertThat(SLACK.needsBody(head("POST", "/nowhere", form))).isFalse();
    assertThat(SLACK.needsBody(head("POST", "/auth..;/test", form))).isFalse();
    assertThat(Trick.matcher().needsBody(head("POST", "/$batch", json))).isTrue();
    assertThat(SLACK.needsBody(head("GET", "/conversations.list", null))).isFalse();
  }

  @Test
  void namesTheHeadersThatNameAResource() {
    RequestMatcher tricks = Trick.matcher();
    assertThat(tricks.namedHeaders("GET", "/account")).containsExactly("x-account");
    assertThat(tricks.namedHeaders("GET", "/me")).isEmpty();
    assertThat(SLACK.namedHeaders("GET", "/conversations.list")).isEmpty();
  }

  @Test
  void everyItemOfABatchIsAResource() {
    assertThat(Trick.told(post("application/json", "{\"channel\":[\"C1\",\"C2\"]}")))
        .isEqualTo("chat.postMessage {channel=[C1, C2]}");
  }

  @Property
  void neverThrowsWhateverIsSent(@ForAll String method, @ForAll String path, @ForAll String query) {
    assertThat(Fixtures.MATCHER.match(ProxyRequest.of(method, "/" + path, query))).isNotNull();
  }
}
