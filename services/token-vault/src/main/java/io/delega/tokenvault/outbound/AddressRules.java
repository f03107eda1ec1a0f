package io.delega.tokenvault.outbound;

import java.net.InetAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which resolved addresses may be connected to. Only public ones, over https, except what the
 * operator opened by {@code host:port}.
 */
public final class AddressRules {
  private static final List<Network> CLOSED =
      List.of(
          Network.of("0.0.0.0/8", "unspecified"),
          Network.of("10.0.0.0/8", "private"),
          Network.of("100.64.0.0/10", "carrier-grade NAT"),
          Network.of("127.0.0.0/8", "loopback"),
          Network.of("169.254.0.0/16", "link-local or metadata"),
          Network.of("172.16.0.0/12", "private"),
          Network.of("192.0.0.0/24", "reserved"),
          Network.of("192.0.2.0/24", "documentation"),
          Network.of("192.88.99.0/24", "6to4 relay"),
          Network.of("192.168.0.0/16", "private"),
          Network.of("198.18.0.0/15", "benchmarking"),
          Network.of("198.51.100.0/24", "documentation"),
          Network.of("203.0.113.0/24", "documentation"),
          Network.of("224.0.0.0/4", "multicast"),
          Network.of("240.0.0.0/4", "reserved"),
          // Azure's metadata and DNS virtual address; public by number only.
          Network.of("168.63.129.16/32", "metadata"));

  /** Of IPv6 only global unicast is open, less what embeds or tunnels IPv4 and documentation. */
  private static final Network GLOBAL_UNICAST = Network.of("2000::/3", "global unicast");

  private static final List<Network> CLOSED_SIX =
      List.of(
          Network.of("2001::/23", "special purpose or Teredo"),
          Network.of("2001:db8::/32", "documentation"),
          Network.of("2002::/16", "6to4"),
          Network.of("3fff::/20", "documentation"));

  private final Set<String> opened;

  private AddressRules(Set<String> opened) {
    this.opened = opened;
  }

  /**
   * Rules with the given exceptions.
   *
   * @param hostPorts {@code host:port}; a host that is an address is compared with the resolved
   *     address, a name with the name that is called
   */
  public static AddressRules allowing(Collection<String> hostPorts) {
    Set<String> opened = new HashSet<>();
    for (String each : hostPorts) {
      int colon = each.lastIndexOf(':');
      if (colon < 1) {
        throw new IllegalArgumentException("not host:port: " + each);
      }
      int port = Integer.parseInt(each.substring(colon + 1).strip());
      opened.add(key(canonical(each.substring(0, colon).strip()), port));
    }
    return new AddressRules(Set.copyOf(opened));
  }

  /**
   * Why a host is not even resolved, or empty when its addresses decide.
   *
   * @param host lower case, without brackets
   */
  Optional<String> refusal(String host, int port) {
    if (HostForm.isMetadata(host) && !opened.contains(key(host, port))) {
      return Optional.of(host + " is a metadata service");
    }
    return HostForm.refusal(host);
  }

  /** Why a connection must not be made, or empty when it may. */
  public Optional<String> refusal(String scheme, String host, int port, InetAddress resolved) {
    if (opened.contains(key(resolved.getHostAddress(), port))
        || opened.contains(key(canonical(host), port))) {
      return Optional.empty();
    }
    if (!"https".equalsIgnoreCase(scheme)) {
      return Optional.of(host + ":" + port + " would be called without TLS");
    }
    return closed(resolved.getAddress())
        .map(kind -> host + ":" + port + " resolves to an address that is closed (" + kind + ")");
  }

  private static Optional<String> closed(byte[] address) {
    if (address.length == 16 && !GLOBAL_UNICAST.contains(address)) {
      return Optional.of("not global unicast");
    }
    return (address.length == 4 ? CLOSED : CLOSED_SIX)
        .stream().filter(n -> n.contains(address)).map(Network::kind).findFirst();
  }

  private static String key(String host, int port) {
    return host + "|" + port;
  }

  private static String canonical(String host) {
    String plain =
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    return Network.isLiteral(plain)
        ? Network.literal(plain).getHostAddress()
        : plain.toLowerCase(Locale.ROOT);
  }
}
