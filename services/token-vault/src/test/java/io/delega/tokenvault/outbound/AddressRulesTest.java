package io.delega.tokenvault.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {
  private final AddressRules rules =
      AddressRules.allowing(List.of("127.0.0.1:7801", "[::1]:7802", "Sandbox.Internal:80"));

  private boolean open(String scheme, String host, int port, String address) {
    return rules.refusal(scheme, host, port, Network.literal(address)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.1.2.3",
        "100.64.0.1",
        "100.127.255.255",
        "100.100.100.200",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "168.63.129.16",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "::169.254.169.254",
        "64:ff9b::a00:1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "64:ff9b:1::a9fe:a9fe",
        "::ffff:0:127.0.0.1",
        "::ffff:169.254.169.254",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "2002:a00:1::",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1"
      })
  void closesWhatIsNotPublic(String address) {
    assertThat(open("https", "host.example", 443, address)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"8.8.8.8", "100.63.255.255", "100.128.0.1", "172.32.0.1", "2606:4700::1111"})
  void opensWhatIsPublicOverTlsOnly(String address) {
    assertThat(open("https", "host.example", 443, address)).isTrue();
    assertThat(open("http", "host.example", 80, address)).isFalse();
  }

  @Test
  void opensWhatTheOperatorNamed() {
    assertThat(open("http", "localhost", 7801, "127.0.0.1")).isTrue();
    assertThat(open("http", "localhost", 7800, "127.0.0.1")).isFalse();
    assertThat(open("http", "localhost", 7801, "127.0.0.2")).isFalse();
    assertThat(open("http", "localhost", 7802, "::1")).isTrue();
    assertThat(open("http", "sandbox.internal", 80, "10.0.0.7")).isTrue();
    assertThat(open("http", "other.internal", 80, "10.0.0.7")).isFalse();
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> AddressRules.allowing(List.of("localhost")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void neverOpensAnAddressThatTheRuntimeKnowsToBeInternal(@ForAll @Size(4) byte[] bytes)
      throws UnknownHostException {
    InetAddress address = InetAddress.getByAddress(bytes);
    boolean internal =
        address.isAnyLocalAddress()
            || address.isLoopbackAddress()
            || address.isLinkLocalAddress()
            || address.isSiteLocalAddress()
            || address.isMulticastAddress();
    boolean open = rules.refusal("https", "host.example", 443, address).isEmpty();
    assertThat(internal && open).isFalse();
  }

  @Property
  void opensOnlyGlobalUnicastOfVersionSix(@ForAll @Size(16) byte[] bytes)
      throws UnknownHostException {
    InetAddress address = InetAddress.getByAddress(bytes);
    if (address.getAddress().length == 16 && (bytes[0] & 0xE0) != 0x20) {
      assertThat(rules.refusal("https", "host.example", 443, address)).isPresent();
    }
  }
}
