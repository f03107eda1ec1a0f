package io.delega.tokenvault.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delega.policy.Network;
import java.util.List;
import org.junit.jupiter.api.Test;

class SourceAddressesTest {
  private static final SourceAddresses BEHIND =
      new SourceAddresses(List.of("10.0.0.0/8", "fd00::/8"));

  private static String of(SourceAddresses sources, String peer, String... forwardedFor) {
    return sources
        .of(peer, List.of(forwardedFor))
        .map(java.net.InetAddress::getHostAddress)
        .orElse("unknown");
  }

  @Test
  void withoutATrustedEdgeItIsWhoeverConnects() {
    assertThat(of(new SourceAddresses(List.of()), "192.0.2.1", "198.51.100.1"))
        .isEqualTo("192.0.2.1");
    assertThat(of(BEHIND, "192.0.2.1", "198.51.100.1")).isEqualTo("192.0.2.1");
  }

  @Test
  void theLastThatIsNoTrustedEdgeCounts() {
    assertThat(of(BEHIND, "10.0.0.1", "198.51.100.1")).isEqualTo("198.51.100.1");
    assertThat(of(BEHIND, "10.0.0.1", "192.0.2.9, 198.51.100.1, 10.2.3.4"))
        .isEqualTo("198.51.100.1");
    assertThat(of(BEHIND, "10.0.0.1", "192.0.2.9", "198.51.100.1")).isEqualTo("198.51.100.1");
    assertThat(of(BEHIND, "fd00::1", "2001:db8::1"))
        .isEqualTo(Network.address("2001:db8::1").orElseThrow().getHostAddress());
  }

  @Test
  void whatIsNoAddressIsUnknown() {
    assertThat(of(BEHIND, "10.0.0.1", "192.0.2.9, somebody")).isEqualTo("unknown");
    assertThat(of(BEHIND, "10.0.0.1", "192.0.2.9:443")).isEqualTo("unknown");
    assertThat(of(BEHIND, null)).isEqualTo("unknown");
  }

  @Test
  void anEdgeThatSaysNothingIsTheSource() {
    assertThat(of(BEHIND, "10.0.0.1")).isEqualTo("10.0.0.1");
    assertThat(of(BEHIND, "10.0.0.1", "192.0.2.9,")).isEqualTo("10.0.0.1");
  }

  @Test
  void aWrongSettingStopsTheStart() {
    assertThatThrownBy(() -> new SourceAddresses(List.of("edge.example")))
        .hasMessageContaining("delega.proxy.trusted-edges")
        .hasMessageContaining("edge.example")
        .hasMessageContaining("10.0.0.0/8");
  }
}
