package io.delega.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
  @ParameterizedTest
  @CsvSource({
    "203.0.113.0/24, 203.0.113.255, true",
    "203.0.113.0/24, 203.0.114.0, false",
    "203.0.113.128/25, 203.0.113.127, false",
    "0.0.0.0/0, 198.51.100.1, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "198.51.100.7, 198.51.100.7, true",
    "198.51.100.7, 198.51.100.6, false",
    "2001:db8::/32, 2001:db8:ffff::9, true",
    "2001:db8::/33, 2001:db8:8000::, false",
    "::/0, 2001:db8::1, true",
    "198.51.100.7, ::ffff:198.51.100.7, true"
  })
  void holdsItsAddresses(String network, String address, boolean inside) {
    assertThat(
            Network.parse(network).orElseThrow().contains(Network.address(address).orElseThrow()))
        .isEqualTo(inside);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.1.0.0/16, true",
    "10.0.0.0/8, 10.0.0.0/8, true",
    "10.1.0.0/16, 10.0.0.0/8, false",
    "10.0.0.0/8, 11.0.0.0/16, false",
    "2001:db8::/32, 10.0.0.0/8, false"
  })
  void holdsWholeNetworks(String network, String other, boolean inside) {
    assertThat(Network.parse(network).orElseThrow().contains(Network.parse(other).orElseThrow()))
        .isEqualTo(inside);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "localhost",
        "example.test",
        "203.0.113.1/24",
        "203.0.113.0/33",
        "203.0.113.0/",
        "203.0.113.0/+8",
        "203.0.113.0/08",
        "203.0.113",
        "0x7f.0.0.1",
        "010.0.0.1",
        "2130706433",
        "256.0.0.1",
        "2001:db8::/129",
        "2001:db8::1/32",
        "fe80::1%eth0",
        "[::1]",
        ":",
        ":::",
        "1.2.3.4:5"
      })
  void whatIsNoneIsNotGuessedAt(String text) {
    assertThat(Network.parse(text)).isEmpty();
  }
}
