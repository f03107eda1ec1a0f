package io.delega.tokenvault.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delega.api.ProblemException;
import io.delega.catalogue.Catalogue;
import io.delega.keys.Secret;
import io.delega.policy.MatchResult;
import io.delega.policy.ProxyRequest;
import io.delega.policy.RequestMatcher;
import java.net.URI;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ProxyTargetTest {
  @Test
  void cutsWithoutChanging() {
    assertThat(ProxyTarget.parse("/v1/proxy/con_1/a%2Fb/c?d=%41&e"))
        .isEqualTo(new ProxyTarget("con_1", "/a%2Fb/c", "d=%41&e"));
    assertThat(ProxyTarget.parse("/v1/proxy/con_1")).isEqualTo(new ProxyTarget("con_1", "/", null));
    assertThat(ProxyTarget.parse("/v1/proxy/con_1?")).isEqualTo(new ProxyTarget("con_1", "/", ""));
  }

  private static final RequestMatcher MATCHER =
      RequestMatcher.of(Catalogue.builtIn().find("sandbox").orElseThrow());

  private static boolean isCanonical(ProxyTarget target) {
    return !(MATCHER.match(ProxyRequest.of("GET", target.path(), target.query()))
        instanceof MatchResult.NotCanonical);
  }

  @Property
  void whatIsSentIsWhatWasJudgedOrRefused(@ForAll String rest) {
    ProxyTarget target = ProxyTarget.parse("/v1/proxy/con_1/" + rest);
    String sent = Upstream.uri(URI.create("https://api.example/v1/"), target, Map.of());
    assertThat(sent).isEqualTo("/v1/" + rest);
    if (isCanonical(target)) {
      assertThat(sent).matches("[!-~]*").doesNotContain("#", "\\");
    }
  }

  @Test
  void whatNeedsEscapingIsRefused() {
    for (String bad : new String[] {"a b", "a\tb", "a#b", "a\\b", "é", "\u007f", "a;b", "a?b c"}) {
      assertThat(isCanonical(ProxyTarget.parse("/v1/proxy/con_1/" + bad))).as(bad).isFalse();
    }
    assertThatThrownBy(() -> ProxyTarget.parse("/v2/proxy/con_1/a"))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void anInjectedParameterReplacesTheCallers() {
    ProxyTarget target = new ProxyTarget("con_1", "/x", "a=1&k%65y=mine&b");
    assertThat(
            Upstream.uri(
                URI.create("https://api.example"), target, Map.of("key", Secret.of("s &+"))))
        .isEqualTo("/x?a=1&b&key=s%20%26%2B");
  }
}
