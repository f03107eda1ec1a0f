package io.delega.audit.stream;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** The network of an address, coarse enough that a client who moves about in it stays in it. */
final class Network {
  private static final int IPV4_OCTETS = 3;
  private static final int IPV6_OCTETS = 6;

  private Network() {}

  /** Of an IPv4 address its /24, of an IPv6 address its /48; empty when it is no address. */
  static Optional<String> of(String address) {
    // Only letters of an address: a name would be looked up.
    boolean literal =
        address.matches("[0-9]{1,3}([.][0-9]{1,3}){3}")
            || address.matches("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    if (!literal) {
      return Optional.empty();
    }
    try {
      byte[] octets = InetAddress.getByName(address).getAddress();
      int kept = octets.length == 4 ? IPV4_OCTETS : IPV6_OCTETS;
      return Optional.of(HexFormat.of().formatHex(Arrays.copyOf(octets, kept)));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
