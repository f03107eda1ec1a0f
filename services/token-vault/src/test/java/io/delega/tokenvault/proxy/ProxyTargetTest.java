package io.delega.tokenvault.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delega.api.ProblemException;
import io.delega.keys.Secret;
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

  @Property
  void whatIsSentIsWhatWasJudgedOrRefused(@ForAll String rest) {
    String line = "/v1/proxy/con_1/" + rest;
    try {
      ProxyTarget target = ProxyTarget.parse(line);
      String sent = Upstream.uri(URI.create("https://api.example/v1/"), target, Map.of());
      assertThat(sent).isEqualTo("/v1/" + rest);
      assertThat(sent).matches("[!-~]*").doesNotContain("#", "\\");
    } catch (ProblemException e) {
      assertThat(e.code()).isEqualTo("path_not_canonical");
    }
  }

  @Test
  void refusesWhatNeedsEscaping() {
    for (String bad : new String[] {"a b", "a\tb", "a#b", "a\\b", "é", "\u007f"}) {
      assertThatThrownBy(() -> ProxyTarget.parse("/v1/proxy/con_1/" + bad))
          .isInstanceOf(ProblemException.class);
    }
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
