package io.delega.tokenvault.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** A block of addresses of one family. */
final class Network {
  private final byte[] base;
  private final int prefix;
  private final String kind;

  private Network(byte[] base, int prefix, String kind) {
    this.base = base;
    this.prefix = prefix;
    this.kind = kind;
  }

  static Network of(String cidr, String kind) {
    int slash = cidr.indexOf('/');
    return new Network(
        literal(cidr.substring(0, slash)).getAddress(),
        Integer.parseInt(cidr.substring(slash + 1)),
        kind);
  }

  String kind() {
    return kind;
  }

  boolean contains(byte[] address) {
    if (address.length != base.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit++) {
      int mask = 0x80 >> (bit % 8);
      if ((address[bit / 8] & mask) != (base[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the text is an address and no name (so that parsing it asks no resolver). */
  static boolean isLiteral(String host) {
    return host.indexOf(':') >= 0 || host.matches("\\d{1,3}(\\.\\d{1,3}){3}");
  }

  static InetAddress literal(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not an address: " + text, e);
    }
  }
}
