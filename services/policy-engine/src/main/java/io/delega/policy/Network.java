package io.delega.policy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** An IP network in CIDR notation (RFC 4632, RFC 4291), or one address. */
public final class Network {
  private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  // Exact: what resembles an address without being one would be looked up as a name.
  private static final Pattern V4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
  private static final Pattern V6 = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");
  private static final Pattern PREFIX = Pattern.compile("0|[1-9]\\d{0,2}");

  private final byte[] address;
  private final int prefix;

  private Network(byte[] address, int prefix) {
    this.address = address;
    this.prefix = prefix;
  }

  /**
   * Reads a network such as {@code 203.0.113.0/24} or {@code 2001:db8::/32}; without a length it is
   * one address. Empty when it is none, or when it names an address inside a network and not the
   * network. Names are not looked up.
   */
  public static Optional<Network> parse(String text) {
    int slash = text.indexOf('/');
    Optional<InetAddress> first = address(slash < 0 ? text : text.substring(0, slash));
    if (first.isEmpty()) {
      return Optional.empty();
    }
    byte[] bytes = first.get().getAddress();
    String length = slash < 0 ? Integer.toString(bytes.length * 8) : text.substring(slash + 1);
    if (!PREFIX.matcher(length).matches() || Integer.parseInt(length) > bytes.length * 8) {
      return Optional.empty();
    }
    Network network = new Network(bytes, Integer.parseInt(length));
    return Arrays.equals(network.masked(bytes), bytes) ? Optional.of(network) : Optional.empty();
  }

  /** Reads an IP address and nothing else; one of IPv4 written as IPv6 is one of IPv4. */
  public static Optional<InetAddress> address(String text) {
    if (!V4.matcher(text).matches() && !V6.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(text));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /** Whether the address lies in it. */
  public boolean contains(InetAddress candidate) {
    return candidate.getAddress().length == address.length
        && Arrays.equals(masked(candidate.getAddress()), address);
  }

  /** Whether all of the other lies in it. */
  public boolean contains(Network other) {
    return other.address.length == address.length
        && other.prefix >= prefix
        && Arrays.equals(masked(other.address), address);
  }

  private byte[] masked(byte[] bytes) {
    byte[] masked = bytes.clone();
    for (int bit = prefix; bit < masked.length * 8; bit++) {
      masked[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
    }
    return masked;
  }
}
