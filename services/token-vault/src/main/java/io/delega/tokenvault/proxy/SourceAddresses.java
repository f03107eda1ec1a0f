package io.delega.tokenvault.proxy;

import io.delega.policy.Network;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * From which address a caller calls. Behind an edge that is trusted it is the last one in {@code
 * X-Forwarded-For} that is not itself a trusted edge: what stands before it anybody can write.
 */
final class SourceAddresses {
  private static final String FORWARDED_FOR = "X-Forwarded-For";

  private final List<Network> trusted;

  /**
   * @throws IllegalArgumentException when one of them is no address or network
   */
  SourceAddresses(List<String> trustedEdges) {
    this.trusted =
        trustedEdges.stream()
            .map(
                edge ->
                    Network.parse(edge)
                        .orElseThrow(
                            () ->
                                new IllegalArgumentException(
                                    "delega.proxy.trusted-edges: "
                                        + edge
                                        + " is no address or network such as 10.0.0.0/8")))
            .toList();
  }

  /** The address; empty when it cannot be known. */
  Optional<InetAddress> of(HttpServerRequest request) {
    String peer = request.remoteAddress() == null ? null : request.remoteAddress().hostAddress();
    return of(peer, request.headers().getAll(FORWARDED_FOR));
  }

  Optional<InetAddress> of(String peer, List<String> forwardedFor) {
    Optional<InetAddress> nearest = peer == null ? Optional.empty() : Network.address(peer);
    String[] hops = String.join(",", forwardedFor).split(",", -1);
    for (int i = hops.length - 1; nearest.filter(this::isTrusted).isPresent() && i >= 0; i--) {
      String hop = hops[i].strip();
      if (hop.isEmpty()) {
        return nearest;
      }
      nearest = Network.address(hop);
    }
    return nearest;
  }

  private boolean isTrusted(InetAddress address) {
    return trusted.stream().anyMatch(network -> network.contains(address));
  }
}
