package io.delega.audit.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
  @Test
  void isWhatAddressesNearEachOtherShare() {
    assertThat(Network.of("203.0.113.7")).isEqualTo(Network.of("203.0.113.250")).isPresent();
    assertThat(Network.of("203.0.113.7")).isNotEqualTo(Network.of("203.0.114.7"));
    assertThat(Network.of("2001:db8:1:2::3")).isEqualTo(Network.of("2001:db8:1:ffff::1"));
    assertThat(Network.of("2001:db8:1::")).isNotEqualTo(Network.of("2001:db8:2::"));
    assertThat(Network.of("::ffff:203.0.113.7")).isEqualTo(Network.of("203.0.113.7"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "localhost", "example.test", "999.0.0.1", "1.2.3", "fe80::1%eth0", "::g"})
  void isNothingOfWhatIsNoAddress(String text) {
    assertThat(Network.of(text)).isEmpty();
  }
}
